"""The echo contract on http.server, Python's own.

It undoes no chunked coding, and neither does this: such a body is taken for
the next request.
"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from contract import HOST, IDLE, PORT, field_lines, fields_for, is_echo, listening


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # The only deadline there is, for each read.
    timeout = IDLE
    # Head and body of an answer would wait for each other's acknowledgement.
    disable_nagle_algorithm = True

    def __getattr__(self, name: str):
        # The class looks for do_GET, do_PUT and so on: any method will do.
        if name.startswith("do_"):
            return self.echo
        raise AttributeError(name)

    def echo(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()):
            self.close_connection = True
            return self.send_error(400)
        body = self.rfile.read(int(length))
        self.answer(field_lines(self.headers.items()) if is_echo(self.path) else body)

    def answer(self, content: bytes) -> None:
        self.send_response(200)
        for name, value in fields_for(self.command).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_) -> None:
        pass


class Server(ThreadingHTTPServer):
    # Of more than five new connections at once some would wait a second.
    request_queue_size = 128


if __name__ == "__main__":
    try:
        server = Server((HOST, PORT), Echo)
    except OSError as error:
        sys.exit(str(error))
    listening(server.server_port)
    server.serve_forever()
