"""A server for step 3 and no further, with Python's standard library.

It answers "/" with the greeting and anything else with a mirror of the request.
Like step 3 it takes for granted that a head comes in one piece.
"""

import json
import os
import re
import socket
import threading

GREETING = '{"message": "Hello bro, this is your HTTP response"}'
TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
ESCAPE = "%[0-9A-Fa-f]{2}"
PATH = rf"(?:[A-Za-z0-9._~!$&'()*+,;=:@/\[\]|-]|{ESCAPE})+"
QUERY = rf"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?\[\]|\\^`{{}}-]|{ESCAPE})*"
TARGET = rf"{PATH}(?:\?{QUERY})?"
REQUEST_LINE = re.compile(rf"({TOKEN}) ({TARGET}) (HTTP/(\d)\.\d)")
FIELD_LINE = re.compile(rf"({TOKEN}):[ \t]*([\t -~\x80-\xff]*?)[ \t]*")


def response(status, text):
    body = text.encode()
    head = (
        f"HTTP/1.0 {status}\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def refusal(what, line):
    detail = f'Cannot parse {what} "{line}"'
    return response("400 Bad Request", json.dumps({"detail": detail}))


def answer(request):
    head, end, _ = request.decode("latin-1").partition("\r\n\r\n")
    if not end:
        return refusal("head without an empty line", head)
    first, *lines = head.split("\r\n")
    words = REQUEST_LINE.fullmatch(first)
    if words is None:
        return refusal("request line", first)
    method, target, version, major = words.groups()
    if major != "1":
        detail = json.dumps({"detail": f"Cannot speak {version}"})
        return response("505 HTTP Version Not Supported", detail)
    headers = []
    for line in lines:
        field = FIELD_LINE.fullmatch(line)
        if field is None:
            return refusal("field line", line)
        headers.append([field[1].lower(), field[2]])
    if target == "/":
        return response("200 OK", GREETING)
    mirror = {
        "method": method,
        "target": target,
        "version": version,
        "headers": headers,
    }
    return response("200 OK", json.dumps(mirror))


def serve(client):
    try:
        request = client.recv(65536)
        if request:
            client.sendall(answer(request))
        client.shutdown(socket.SHUT_WR)
        # What still comes has to be read, or a reset would overtake the answer.
        while client.recv(65536):
            pass
    except OSError:
        pass
    finally:
        client.close()


listener = socket.create_server(
    (os.environ.get("HOST", "127.0.0.1"), int(os.environ["PORT"])), backlog=512
)
while True:
    connection, _ = listener.accept()
    threading.Thread(target=serve, args=(connection,), daemon=True).start()
