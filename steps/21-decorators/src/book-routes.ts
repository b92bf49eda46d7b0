// The bookshelf for programs: /books, as a class of routes.
import * as z from 'zod'
import { controller, del, get, patch, post, put } from './api/decorators.ts'
import { body, path, request, response } from './api/markers.ts'
import type { ResponseHead } from './api/reply.ts'
import { Book, BookId, BookPatch, NewBook, shelf } from './books.ts'
import { findUser } from './users.ts'
import { mergePatch } from './web/merge-patch.ts'
import { checkPreconditions } from './web/preconditions.ts'
import type { HttpRequest } from './wire/message.ts'

const one = { response: Book } as const

@controller('/books')
export class Books {
  @get('', [], { response: z.array(Book) })
  listBooks(): Book[] {
    return shelf.list()
  }

  @post('', [body(NewBook), request(), response()], {
    status: 201,
    response: Book,
  })
  async addBook(
    book: NewBook,
    asked: HttpRequest,
    { headers }: ResponseHead,
  ): Promise<Book> {
    const added = shelf.add(book, await findUser(asked))
    headers.push(['Location', `/books/${added.id}`])
    return added
  }

  @get('/{id}', [path('id', BookId), response()], one)
  readBook(id: number, { headers }: ResponseHead): Book {
    const { lastModified } = shelf.validators(id)
    headers.push(['Last-Modified', lastModified])
    return shelf.get(id)
  }

  @put('/{id}', [path('id', BookId), body(NewBook), request()], one)
  async replaceBook(
    id: number,
    book: NewBook,
    asked: HttpRequest,
  ): Promise<Book> {
    checkClient(id, asked, await findUser(asked))
    return shelf.replace(id, book)
  }

  @patch('/{id}', [path('id', BookId), body(BookPatch), request()], one)
  async changeBook(
    id: number,
    changes: BookPatch,
    asked: HttpRequest,
  ): Promise<Book> {
    checkClient(id, asked, await findUser(asked))
    const book = mergePatch(shelf.get(id), changes)
    // Both halves have been checked, so the whole cannot fail.
    return shelf.replace(id, NewBook.parse(book))
  }

  @del('/{id}', [path('id', BookId), request()], { status: 204 })
  async deleteBook(id: number, asked: HttpRequest): Promise<void> {
    checkClient(id, asked, await findUser(asked))
    shelf.remove(id)
  }
}

/**
 * Whether this client may change a book, and knows its state. Waits for
 * nothing, so nobody changes the book between the check and the change.
 */
function checkClient(
  id: number,
  asked: HttpRequest,
  user: string | undefined,
): void {
  shelf.checkOwner(id, user)
  checkPreconditions(asked, shelf.validators(id))
}
