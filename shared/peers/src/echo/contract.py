"""What the echo contract's servers in Python have in common."""

import os
import re
import threading
import time

ALLOW = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

# Seconds that an idle connection is kept: longer than a suite waits for an end
# that it demands.
IDLE = 2.5

HOST = os.environ.get("HOST", "localhost")
PORT = int(os.environ.get("PORT", "8000"))


def is_echo(target: str) -> bool:
    """Whether a target's path is /echo, in origin-form or in absolute-form."""
    path = re.sub(r"^http://[^/?]*", "", target, flags=re.IGNORECASE)
    return re.match(r"/echo(\?|$)", path) is not None


def field_lines(fields) -> bytes:
    """A line "name: value" for each pair."""
    lines = [f"{name.lower()}: {value}\n" for name, value in fields]
    return "".join(lines).encode("latin-1")


def fields_for(method: str) -> dict[str, str]:
    """The fields of an answer."""
    allow = {"Allow": ALLOW} if method == "OPTIONS" else {}
    return {"Content-Type": "text/plain", **allow}


def listening(port: int) -> None:
    """Says where it listens, and ends when its parent is gone."""
    threading.Thread(target=end_with_parent, args=[os.getppid()], daemon=True).start()
    print(f"Listening on http://{HOST}:{port}", flush=True)


def end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.1)
    os._exit(0)
