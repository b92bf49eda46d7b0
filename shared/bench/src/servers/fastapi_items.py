"""The items on FastAPI and uvicorn, with models for what comes in and goes out."""

import socket

import uvicorn
from contract import HOST, PORT, listening
from fastapi import FastAPI, Response
from pydantic import BaseModel, Field

from items import BYTES_TYPE, GREETING, MEBIBYTE, item_of


class Greeting(BaseModel):
    message: str


class NewItem(BaseModel):
    name: str = Field(min_length=1)
    price: float = Field(gt=0)


class Item(BaseModel):
    id: int
    name: str = Field(min_length=1)
    price: float = Field(gt=0)


app = FastAPI()


@app.get("/", response_model=Greeting)
async def greet():
    return GREETING


@app.get("/items/{number}", response_model=Item)
async def read(number: int):
    return item_of(number)


@app.post("/items", response_model=Item)
async def add(new: NewItem):
    return {"id": 42, "name": new.name, "price": new.price}


@app.get("/mebibyte")
async def mebibyte():
    return Response(MEBIBYTE, media_type=BYTES_TYPE)


listener = socket.create_server((HOST, PORT), backlog=511)
# asyncio does this for sockets that it makes itself. Head and body of an answer
# would wait for each other's acknowledgement.
listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
listening(listener.getsockname()[1])
settings = uvicorn.Config(app, access_log=False, log_level="warning")
uvicorn.Server(settings).run(sockets=[listener])
