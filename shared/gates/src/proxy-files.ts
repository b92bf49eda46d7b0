// The configuration files of the proxies. Paths in them are below the folder
// where the proxy runs.
import type { Address } from '@barewire/test-kit/raw-client'

/**
 * nginx in one process, without a daemon. A client that ends its side is
 * served to the end, and nothing is sent twice.
 */
export function nginxConfiguration(log: string, buffering: 'on' | 'off') {
  return (port: number, { host, port: serverPort }: Address): string => `
daemon off;
master_process off;
pid nginx.pid;
error_log stderr crit;
events {}
http {
  log_format requests '$upstream_addr $upstream_status $request_uri';
  access_log ${log} requests;
  client_body_temp_path client-body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  upstream step {
    server ${host}:${serverPort};
    keepalive 4;
  }
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 0;
    location / {
      proxy_pass http://step;
      proxy_http_version 1.1;
      proxy_set_header Connection '';
      proxy_request_buffering ${buffering};
      proxy_ignore_client_abort on;
      proxy_next_upstream off;
      proxy_read_timeout 2s;
    }
  }
}
`
}

/** HAProxy in one thread, which logs to stdout. */
export function haproxyConfiguration(
  port: number,
  { host, port: serverPort }: Address,
): string {
  return `
global
  log stdout format raw local0
  nbthread 1
defaults
  mode http
  log global
  log-format "%s %ST %HU"
  option dontlognull
  timeout connect 5s
  timeout client 5s
  timeout server 2s
  http-reuse always
frontend clients
  bind 127.0.0.1:${port}
  default_backend steps
backend steps
  server step ${host}:${serverPort}
`
}
