// The bookshelf: what a book is, and the books that there are. It knows no
// HTTP but for the status of a fault.
import type { Database } from 'node-sqlite3-wasm'
import * as z from 'zod'
import { dependency } from './api/dependency.ts'
import { depends, request } from './api/markers.ts'
import { transaction } from './database.ts'
import { maybeUser } from './users.ts'
import { unauthorized } from './web/authorization.ts'
import { etagOf } from './web/etag.ts'
import { checkPreconditions, type Validators } from './web/preconditions.ts'
import { HttpError } from './wire/http-error.ts'

// A database ends a text at a NUL, and has no half characters. Ours loses a
// byte order mark at the start.
const Text = z
  .string()
  .min(1)
  .max(200)
  .refine(
    (text) => !/[\0\p{Surrogate}]|^\ufeff/u.test(text),
    'Not Unicode text',
  )
const Tags = z.array(Text)

const MIDDLEMARCH = {
  title: 'Middlemarch',
  author: 'George Eliot',
  year: 1871,
  tags: ['novel'],
}

/** A book as a client sends it. */
export const NewBook = z
  .object({
    title: Text,
    author: Text,
    year: z.int(),
    tags: Tags.default([]),
  })
  .meta({ id: 'NewBook', examples: [MIDDLEMARCH] })

export type NewBook = z.output<typeof NewBook>

/** A book as it stands on the shelf. */
export const Book = z
  .object({ id: z.int(), ...NewBook.shape, tags: Tags })
  .meta({ id: 'Book' })

export type Book = z.output<typeof Book>

/** What is to change; `null` takes the tags away. */
export const BookPatch = z
  .object({ ...NewBook.shape, tags: Tags.nullable() })
  .partial()
  .meta({ id: 'BookPatch' })

export type BookPatch = z.output<typeof BookPatch>

/** An id as we give it out: Number() alone takes "0x1" and " 1", too. */
export const BookId = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .pipe(z.coerce.number<string>().int())

/** Who wants something of the shelf. */
export interface Client {
  readonly user: string | undefined
  /** Throws 412 if a book is not in the state that the client knows. */
  readonly expect: (validators: Validators) => void
}

/** The books of one database, as one client may see and change them. */
export class Bookshelf {
  readonly #database: Database
  readonly #client: Client

  constructor(database: Database, client: Client) {
    this.#database = database
    this.#client = client
  }

  list(): Book[] {
    return this.#database.all('SELECT * FROM books ORDER BY id').map(toBook)
  }

  /** Throws 404. */
  get(id: number): Book {
    return toBook(this.#row(id))
  }

  /** What is added by a user belongs to it. Throws 409. */
  add(book: NewBook): Book {
    this.#checkTitle(book)
    const { lastInsertRowid } = this.#database.run(
      `INSERT INTO books (title, author, year, tags, changed, owner)
      VALUES (?, ?, ?, ?, ?, ?)`,
      [...toColumns(book), this.#client.user ?? null],
    )
    return this.get(Number(lastInsertRowid))
  }

  /** What tells the states of a book apart. Throws 404. */
  validators(id: number): { etag: string; lastModified: string } {
    const row = this.#row(id)
    const etag = etagOf(JSON.stringify(toBook(row)))
    return {
      etag,
      lastModified: new Date(Number(row['changed'])).toUTCString(),
    }
  }

  /** Throws 401, 403, 404, 409 or 412. */
  replace(id: number, book: NewBook): Book {
    this.#checkClient(id)
    this.#checkTitle(book, id)
    this.#database.run(
      `UPDATE books SET title = ?, author = ?, year = ?, tags = ?, changed = ?
      WHERE id = ?`,
      [...toColumns(book), id],
    )
    return this.get(id)
  }

  /** Throws 401, 403, 404 or 412. */
  remove(id: number): void {
    this.#checkClient(id)
    this.#database.run('DELETE FROM books WHERE id = ?', [id])
  }

  #row(id: number): Row {
    const row = this.#database.get('SELECT * FROM books WHERE id = ?', [id])
    if (row === null) throw new HttpError(404, `There is no book ${id}`)
    return row
  }

  #checkClient(id: number): void {
    const { owner } = this.#row(id)
    const { user, expect } = this.#client
    if (owner !== null && user === undefined) {
      throw unauthorized('Not authenticated')
    }
    if (owner !== null && owner !== user) {
      throw new HttpError(403, `Book ${id} belongs to somebody else`)
    }
    expect(this.validators(id))
  }

  #checkTitle({ title, author }: NewBook, id = 0): void {
    const same = this.#database.get(
      'SELECT id FROM books WHERE title = ? AND author = ? AND id <> ?',
      [title, author, id],
    )
    if (same === null) return
    throw new HttpError(409, `"${title}" by ${author} is on the shelf`)
  }
}

type Row = Readonly<Record<string, unknown>>

function toBook({ id, title, author, year, tags }: Row): Book {
  return {
    id: Number(id),
    title: String(title),
    author: String(author),
    year: Number(year),
    tags: JSON.parse(String(tags)),
  }
}

function toColumns({ title, author, year, tags }: NewBook) {
  return [title, author, year, JSON.stringify(tags), Date.now()]
}

/** The shelf for the client of a request, for as long as its transaction. */
export const shelf = dependency(
  [depends(maybeUser), request(), depends(transaction)],
  (user, asked, database) => {
    const expect = (now: Validators) => void checkPreconditions(asked, now)
    return new Bookshelf(database, { user, expect })
  },
)
