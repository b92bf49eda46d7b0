"""The items on http.server, Python's own: it looks at the target itself."""

import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from contract import HOST, PORT, listening

from items import BYTES_TYPE, GREETING, JSON_TYPE, MEBIBYTE
from items import added, is_new_item, item_of, written


class Items(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body of an answer would wait for each other's acknowledgement.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        if self.path == "/":
            return self.answer(200, JSON_TYPE, written(GREETING))
        if self.path == "/mebibyte":
            return self.answer(200, BYTES_TYPE, MEBIBYTE)
        found = re.fullmatch(r"/items/(\d{1,9})", self.path)
        if found is None:
            return self.send_error(404)
        self.answer(200, JSON_TYPE, written(item_of(int(found[1]))))

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        value = json.loads(self.rfile.read(length))
        if is_new_item(value):
            self.answer(200, JSON_TYPE, written(added(value)))
        else:
            self.answer(422, JSON_TYPE, written({"message": "Not an item"}))

    def answer(self, status: int, media_type: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            # It closes without a word, and clients would send more.
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_) -> None:
        pass


class Server(ThreadingHTTPServer):
    # Of more than five new connections at once some would wait a second.
    request_queue_size = 128


server = Server((HOST, PORT), Items)
listening(server.server_port)
server.serve_forever()
