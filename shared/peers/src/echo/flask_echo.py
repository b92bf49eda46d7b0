"""The echo contract on Flask and the server that comes with it, Werkzeug's."""

import logging

from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler, make_server

from contract import HOST, IDLE, PORT, field_lines, fields_for, is_echo, listening

app = Flask(__name__, static_folder=None)


# Before routing has its say: a route takes only the methods that it names.
@app.before_request
def echo() -> Response:
    content = request.get_data(cache=False)
    if is_echo(request.path):
        content = field_lines(request.headers)
    return Response(content, headers=fields_for(request.method))


class Deadline(WSGIRequestHandler):
    # The only deadline there is, for each read.
    timeout = IDLE


if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(HOST, PORT, app, threaded=True, request_handler=Deadline)
    listening(server.server_port)
    server.serve_forever()
