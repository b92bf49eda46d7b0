"""What the servers of a comparison in Python serve, as contract.ts says."""

import json

GREETING = {"message": "Hello bro, this is your HTTP response"}
MEBIBYTE = b"a" * 1024 * 1024
JSON_TYPE = "application/json"
BYTES_TYPE = "application/octet-stream"


def item_of(number: int) -> dict:
    return {"id": number, "name": f"Item {number}", "price": 9.5}


def added(new: dict) -> dict:
    return {"id": 42, "name": new["name"], "price": new["price"]}


def is_new_item(value) -> bool:
    """Checks a new item by hand, for servers that bring no schemas."""
    if not isinstance(value, dict):
        return False
    name, price = value.get("name"), value.get("price")
    named = isinstance(name, str) and len(name) > 0
    return named and isinstance(price, (int, float)) and price > 0


def written(value) -> bytes:
    """JSON as JavaScript writes it, without spaces."""
    return json.dumps(value, separators=(",", ":")).encode()
