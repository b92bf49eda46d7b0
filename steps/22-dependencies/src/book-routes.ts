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

const one = { response: Book } as const

// Who sends wrong credentials is refused before a body is read.
@controller('/books', { dependencies: [maybeUser] })
export class Books {
  @get('', [depends(shelf)], { response: z.array(Book) })
  listBooks(books: Bookshelf): Book[] {
    return books.list()
  }

  @post('', [body(NewBook), depends(shelf), response()], {
    status: 201,
    response: Book,
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

  @put('/{id}', [path('id', BookId), body(NewBook), depends(shelf)], one)
  replaceBook(id: number, book: NewBook, books: Bookshelf): Book {
    return books.replace(id, book)
  }

  @patch('/{id}', [path('id', BookId), body(BookPatch), depends(shelf)], one)
  changeBook(id: number, changes: BookPatch, books: Bookshelf): Book {
    const book = mergePatch(books.get(id), changes)
    // Both halves have been checked, so the whole cannot fail.
    return books.replace(id, NewBook.parse(book))
  }

  @del('/{id}', [path('id', BookId), depends(shelf)], {
    status: 204,
  })
  deleteBook(id: number, books: Bookshelf): void {
    books.remove(id)
  }
}
