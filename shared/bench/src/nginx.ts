// nginx, which answers what its configuration holds.
import { type ProxyKind, startProxy } from '@barewire/gates/proxy'
import type { RunningProcess } from '@barewire/test-kit/start-process'
import { GREETING, JSON_TYPE } from './contract.ts'

/** nginx in one process. A number in a path goes into the answer. */
export const NGINX: ProxyKind = {
  name: 'nginx',
  program: 'nginx',
  words: ['-e', 'stderr', '-p', '.', '-c', 'proxy.conf'],
  configure: (port) => `
daemon off;
master_process off;
worker_processes 1;
pid nginx.pid;
error_log stderr crit;
events {}
http {
  access_log off;
  default_type ${JSON_TYPE};
  client_body_temp_path client-body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {
    listen 127.0.0.1:${port};
    location = / { return 200 '${JSON.stringify(GREETING)}'; }
    location ~ ^/items/(?<id>[0-9]+)$ {
      return 200 '{"id":$id,"name":"Item $id","price":9.5}';
    }
  }
}
`,
}

/** Starts it. */
export async function startNginx(): Promise<RunningProcess> {
  const nowhere = { host: '127.0.0.1', port: 0 }
  const running = await startProxy(NGINX, nowhere)
  return { ...running, output: () => ({ stdout: '', stderr: '' }) }
}
