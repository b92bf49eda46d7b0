// The bookshelf for programs: /books, as a class of routes.
import * as z from 'zod'
import { controller, del, get, patch, post, put } from './api/decorators.ts'
import { body, depends, path, response } from './api/markers.ts'
import type { ResponseHead } from './api/reply.ts'
import {
  Book,
  BookId,
  BookPatch,
  type Bookshelf,
  NewBook,
  shelf,
} from './books.ts'
import { maybeUser } from './users.ts'
import { mergePatch } from './web/merge-patch.ts'

const NOT_THERE = { 404: 'There is no such book' }
const TAKEN = { 409: 'The author has a book of that title' }
const NOT_YOURS = {
  401: 'The book belongs to a user',
  403: 'The book belongs to somebody else',
  412: 'The book is not in the state that If-Match names',
}

const one = { response: Book, responses: NOT_THERE } as const
const changed = {
  response: Book,
  responses: { ...NOT_YOURS, ...NOT_THERE, ...TAKEN },
} as const

// Who sends wrong credentials is refused before a body is read.
@controller('/books', { tags: ['books'], dependencies: [maybeUser] })
export class Books {
  @get('', [depends(shelf)], { response: z.array(Book) })
  listBooks(books: Bookshelf): Book[] {
    return books.list()
  }

  @post('', [body(NewBook), depends(shelf), response()], {
    status: 201,
    response: Book,
    responses: TAKEN,
  })
  addBook(book: NewBook, books: Bookshelf, { headers }: ResponseHead): Book {
    const added = books.add(book)
    headers.push(['Location', `/books/${added.id}`])
    return added
  }

  @get('/{id}', [path('id', BookId), depends(shelf), response()], one)
  readBook(id: number, books: Bookshelf, { headers }: ResponseHead): Book {
    const { lastModified } = books.validators(id)
    headers.push(['Last-Modified', lastModified])
    return books.get(id)
  }

  @put('/{id}', [path('id', BookId), body(NewBook), depends(shelf)], changed)
  replaceBook(id: number, book: NewBook, books: Bookshelf): Book {
    return books.replace(id, book)
  }

  @patch(
    '/{id}',
    [path('id', BookId), body(BookPatch), depends(shelf)],
    changed,
  )
  changeBook(id: number, changes: BookPatch, books: Bookshelf): Book {
    const book = mergePatch(books.get(id), changes)
    // Both halves have been checked, so the whole cannot fail.
    return books.replace(id, NewBook.parse(book))
  }

  @del('/{id}', [path('id', BookId), depends(shelf)], {
    status: 204,
    responses: { ...NOT_YOURS, ...NOT_THERE },
  })
  deleteBook(id: number, books: Bookshelf): void {
    books.remove(id)
  }
}
