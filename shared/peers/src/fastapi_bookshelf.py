"""The bookshelf of step 23 as a user of FastAPI writes it, to compare with.

Books, owners and sessions are kept in memory. It runs on FastAPI 0.92 and
later, with pydantic 1 or 2. PORT says where it listens; 0 is a free port.
"""

import os
import secrets
import socket

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Response
from fastapi.security import (
    APIKeyCookie,
    HTTPAuthorizationCredentials,
    HTTPBasic,
    HTTPBasicCredentials,
    HTTPBearer,
)
from pydantic import BaseModel, constr, validator

DAY = 24 * 60 * 60
USERS = {"ada": "lovelace", "alan": "enigma"}

Text = constr(min_length=1, max_length=200)


class NewBook(BaseModel):
    title: Text
    author: Text
    year: int
    tags: list[Text] = []


class Book(NewBook):
    id: int
    tags: list[Text]


class BookPatch(BaseModel):
    title: Text | None = None
    author: Text | None = None
    year: int | None = None
    tags: list[Text] | None = None

    @validator("title", "author", "year", pre=True)
    def stays(cls, value):
        if value is None:
            raise ValueError("Cannot be taken away")
        return value


app = FastAPI(title="Bookshelf")
basic = HTTPBasic(realm="bookshelf", auto_error=False)
bearer = HTTPBearer(auto_error=False)
cookie = APIKeyCookie(name="session", auto_error=False)

sessions: dict[str, str] = {}
owners: dict[int, str | None] = {1: None, 2: None}
books = {
    1: Book(id=1, title="Emma", author="Jane Austen", year=1815, tags=["novel"]),
    2: Book(id=2, title="Dracula", author="Bram Stoker", year=1897, tags=["horror"]),
}


def unauthorized(detail: str) -> HTTPException:
    schemes = 'Basic realm="bookshelf", Bearer realm="bookshelf"'
    return HTTPException(401, detail, {"WWW-Authenticate": schemes})


def user_by_password(
    credentials: HTTPBasicCredentials | None = Depends(basic),
) -> str | None:
    if credentials is None:
        return None
    password = USERS.get(credentials.username, "").encode()
    right = secrets.compare_digest(credentials.password.encode(), password)
    if not right or credentials.username not in USERS:
        raise unauthorized("Wrong credentials")
    return credentials.username


def session_token(
    sent: HTTPAuthorizationCredentials | None = Depends(bearer),
    kept: str | None = Depends(cookie),
) -> str:
    return sent.credentials if sent else kept or ""


def maybe_user(
    named: str | None = Depends(user_by_password),
    sent: HTTPAuthorizationCredentials | None = Depends(bearer),
    token: str = Depends(session_token),
) -> str | None:
    user = named or sessions.get(token)
    if user is None and sent is not None:
        raise unauthorized("Unknown token")
    return user


def current_user(user: str | None = Depends(maybe_user)) -> str:
    if user is None:
        raise unauthorized("Not authenticated")
    return user


class Shelf:
    """The books, as one client may see and change them."""

    def __init__(self, user: str | None = Depends(maybe_user)):
        self.user = user

    def get(self, id: int) -> Book:
        if id not in books:
            raise HTTPException(404, f"There is no book {id}")
        return books[id]

    def add(self, book: NewBook) -> Book:
        self.check_title(book)
        id = max(owners) + 1
        owners[id] = self.user
        books[id] = Book(id=id, **book.dict())
        return books[id]

    def replace(self, id: int, book: NewBook) -> Book:
        self.check_owner(id)
        self.check_title(book, id)
        books[id] = Book(**{**book.dict(), "id": id})
        return books[id]

    def remove(self, id: int) -> None:
        self.check_owner(id)
        del books[id]

    def check_owner(self, id: int) -> None:
        self.get(id)
        owner = owners[id]
        if owner is not None and self.user is None:
            raise unauthorized("Not authenticated")
        if owner is not None and owner != self.user:
            raise HTTPException(403, f"Book {id} belongs to somebody else")

    def check_title(self, book: NewBook, id: int = 0) -> None:
        for other in books.values():
            same = (other.title, other.author) == (book.title, book.author)
            if same and other.id != id:
                taken = f'"{book.title}" by {book.author} is on the shelf'
                raise HTTPException(409, taken)


@app.get("/")
def greet():
    return {"message": "Hello bro, this is your HTTP response"}


@app.get("/hello/{name}")
def hello(name: str):
    return {"message": f"Hello {name}"}


@app.get("/me")
def read_user(response: Response, user: str = Depends(current_user)):
    response.headers["Cache-Control"] = "no-store"
    return {"user": user}


@app.post("/session", status_code=201)
def sign_in(response: Response, user: str | None = Depends(user_by_password)):
    if user is None:
        raise unauthorized("Not authenticated")
    token = secrets.token_urlsafe()
    sessions[token] = user
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie("session", token, max_age=DAY, httponly=True)
    return {"user": user, "token": token}


@app.delete("/session", status_code=204)
def sign_out(response: Response, token: str = Depends(session_token)):
    sessions.pop(token, None)
    response.set_cookie("session", "", max_age=0, httponly=True)


no_book = {404: {"description": "There is no such book"}}
taken = {409: {"description": "The author has a book of that title"}}
not_yours = {
    401: {"description": "The book belongs to a user"},
    403: {"description": "The book belongs to somebody else"},
}
changed_book = {**not_yours, **no_book, **taken}
removed_book = {**not_yours, **no_book}


@app.get("/books", response_model=list[Book], tags=["books"])
def list_books(shelf: Shelf = Depends()):
    return list(books.values())


@app.post(
    "/books", status_code=201, response_model=Book, responses=taken, tags=["books"]
)
def add_book(book: NewBook, response: Response, shelf: Shelf = Depends()):
    added = shelf.add(book)
    response.headers["Location"] = f"/books/{added.id}"
    return added


@app.get("/books/{id}", response_model=Book, responses=no_book, tags=["books"])
def read_book(id: int, shelf: Shelf = Depends()):
    return shelf.get(id)


@app.put("/books/{id}", response_model=Book, responses=changed_book, tags=["books"])
def replace_book(id: int, book: NewBook, shelf: Shelf = Depends()):
    return shelf.replace(id, book)


@app.patch("/books/{id}", response_model=Book, responses=changed_book, tags=["books"])
def change_book(id: int, changes: BookPatch, shelf: Shelf = Depends()):
    changed = shelf.get(id).copy(update=changes.dict(exclude_unset=True))
    changed.tags = changed.tags or []
    return shelf.replace(id, changed)


@app.delete("/books/{id}", status_code=204, responses=removed_book, tags=["books"])
def delete_book(id: int, shelf: Shelf = Depends()):
    shelf.remove(id)


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", int(os.environ.get("PORT", "8000"))))
    print(f"Listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    # h11 wherever it runs: uvicorn's other parser forgives more.
    settings = uvicorn.Config(app, http="h11", log_level="warning")
    uvicorn.Server(settings).run(sockets=[listener])
