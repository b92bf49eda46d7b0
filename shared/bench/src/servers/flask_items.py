"""The items on Flask: on waitress, or else on the server that it brings."""

import logging

from contract import HOST, PORT, listening
from flask import Flask, Response, request

from items import BYTES_TYPE, GREETING, JSON_TYPE, MEBIBYTE
from items import added, is_new_item, item_of, written

app = Flask(__name__, static_folder=None)


def answer(value, status: int = 200) -> Response:
    return Response(written(value), status, mimetype=JSON_TYPE)


@app.get("/")
def greet() -> Response:
    return answer(GREETING)


@app.get("/items/<int:number>")
def read(number: int) -> Response:
    return answer(item_of(number))


@app.post("/items")
def add() -> Response:
    value = request.get_json()
    if is_new_item(value):
        return answer(added(value))
    return answer({"message": "Not an item"}, 422)


@app.get("/mebibyte")
def mebibyte() -> Response:
    return Response(MEBIBYTE, mimetype=BYTES_TYPE)


try:
    from waitress.server import create_server

    # A thread for each connection that the load has.
    server = create_server(app, host=HOST, port=PORT, threads=16)
    listening(server.effective_port)
    server.run()
except ImportError:
    from werkzeug.serving import WSGIRequestHandler, make_server

    # Head and body of an answer would wait for each other's acknowledgement.
    WSGIRequestHandler.disable_nagle_algorithm = True
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(HOST, PORT, app, threaded=True)
    listening(server.server_port)
    server.serve_forever()
