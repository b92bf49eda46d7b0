# http.server as it is by default: it refuses less than the course wants, but
# serves any number of clients, from a listen queue of five.
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CONTENT = b'{"message": "Hello bro, this is your HTTP response"}'


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT)


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
