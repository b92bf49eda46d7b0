// The bookshelf: what a book is, and the books that there are. It knows no
// HTTP but for the status of a fault.
import * as z from 'zod'
import { unauthorized } from './web/authorization.ts'
import { etagOf } from './web/etag.ts'
import { HttpError } from './wire/http-error.ts'

const Text = z.string().min(1).max(200)
const Tags = z.array(Text)

/** A book as a client sends it. */
export const NewBook = z.object({
  title: Text,
  author: Text,
  year: z.int(),
  tags: Tags.default([]),
})

export type NewBook = z.output<typeof NewBook>

/** A book as it stands on the shelf. */
export const Book = z.object({ id: z.int(), ...NewBook.shape, tags: Tags })

export type Book = z.output<typeof Book>

/** What is to change; `null` takes the tags away. */
export const BookPatch = z
  .object({ ...NewBook.shape, tags: Tags.nullable() })
  .partial()

export type BookPatch = z.output<typeof BookPatch>

/** An id as we give it out: Number() alone takes "0x1" and " 1", too. */
export const BookId = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .pipe(z.coerce.number<string>().int())

/** Some books in memory. */
export class Bookshelf {
  readonly #books = new Map<number, Book>()
  readonly #owners = new Map<number, string>()
  readonly #changes = new Map<number, Date>()
  #lastId = 0

  /** These books, and no others. */
  reset(books: readonly NewBook[]): void {
    for (const { id } of this.list()) this.remove(id)
    this.#lastId = 0
    for (const book of books) this.add(book)
  }

  list(): Book[] {
    return [...this.#books.values()]
  }

  /** Throws 404. */
  get(id: number): Book {
    const book = this.#books.get(id)
    if (book === undefined) throw new HttpError(404, `There is no book ${id}`)
    return book
  }

  /** Throws 409 if the author has a book of that title. */
  add(book: NewBook, owner?: string): Book {
    const added = this.#put(this.#lastId + 1, book)
    if (owner !== undefined) this.#owners.set(added.id, owner)
    return added
  }

  /** What is added with a name belongs to it. Throws 401, 403 or 404. */
  checkOwner(id: number, user: string | undefined): void {
    const owner = this.#owners.get(this.get(id).id)
    if (owner === undefined || owner === user) return
    if (user === undefined) throw unauthorized('Not authenticated')
    throw new HttpError(403, `Book ${id} belongs to somebody else`)
  }

  /** What tells the states of a book apart. Throws 404. */
  validators(id: number): { etag: string; lastModified: string } {
    const book = this.get(id)
    const changed = this.#changes.get(book.id) ?? new Date()
    const etag = etagOf(JSON.stringify(book))
    return { etag, lastModified: changed.toUTCString() }
  }

  /** Throws 404 or 409. */
  replace(id: number, book: NewBook): Book {
    return this.#put(this.get(id).id, book)
  }

  /** Throws 404. */
  remove(id: number): void {
    const book = this.get(id)
    this.#books.delete(book.id)
    this.#owners.delete(book.id)
    this.#changes.delete(book.id)
  }

  #put(id: number, book: NewBook): Book {
    const { title, author } = book
    const same = (other: Book): boolean =>
      other.id !== id && other.title === title && other.author === author
    if (this.list().some(same)) {
      throw new HttpError(409, `"${title}" by ${author} is on the shelf`)
    }
    const stored = { id, ...book }
    this.#books.set(id, stored)
    this.#changes.set(id, new Date())
    this.#lastId = Math.max(this.#lastId, id)
    return stored
  }
}

// Assumes that a program has one app: its classes reach for the same shelf.
// Step 22 removes this.
export const shelf = new Bookshelf()
