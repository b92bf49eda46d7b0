"""The echo contract on FastAPI and uvicorn."""

import socket
import sys

import uvicorn
from fastapi import FastAPI, Request, Response

from contract import HOST, IDLE, PORT, field_lines, fields_for, is_echo, listening

# Without a document, whose paths would not echo.
app = FastAPI(openapi_url=None)

# FastAPI answers the methods that a route names, and 405 otherwise.
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]


@app.api_route("/{path:path}", methods=METHODS)
async def echo(request: Request) -> Response:
    content = await request.body()
    if is_echo(request.url.path):
        lines = request.headers.raw
        content = field_lines((n.decode("latin-1"), v.decode("latin-1")) for n, v in lines)
    return Response(content, headers=fields_for(request.method))


if __name__ == "__main__":
    try:
        listener = socket.create_server((HOST, PORT))
    except OSError as error:
        sys.exit(str(error))
    listening(listener.getsockname()[1])
    # Its only deadline is the one between requests. Of its two parsers it takes
    # httptools where that is installed, and h11 is always there.
    settings = uvicorn.Config(
        app,
        http="h11",
        access_log=False,
        log_level="warning",
        timeout_keep_alive=IDLE,
    )
    uvicorn.Server(settings).run(sockets=[listener])
