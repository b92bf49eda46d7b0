// The bookshelf: what a book is, and the books that there are. It knows no
// HTTP but for the status of a fault.
import { unauthorized } from './web/authorization.ts'
import { etagOf } from './web/etag.ts'
import { HttpError } from './wire/http-error.ts'

/** A book as a client sends it. */
export interface NewBook {
  readonly title: string
  readonly author: string
  readonly year: number
  readonly tags: readonly string[]
}

/** A book as it stands on the shelf. */
export interface Book extends NewBook {
  readonly id: number
}

/** Some books in memory. */
export class Bookshelf {
  readonly #books = new Map<string, Book>()
  readonly #owners = new Map<number, string>()
  readonly #changes = new Map<number, Date>()
  #lastId = 0

  constructor(books: readonly NewBook[] = []) {
    for (const book of books) this.add(book)
  }

  list(): Book[] {
    return [...this.#books.values()]
  }

  /** Throws 404. */
  get(id: string): Book {
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
  checkOwner(id: string, user: string | undefined): void {
    const owner = this.#owners.get(this.get(id).id)
    if (owner === undefined || owner === user) return
    if (user === undefined) throw unauthorized('Not authenticated')
    throw new HttpError(403, `Book ${id} belongs to somebody else`)
  }

  /** What tells the states of a book apart. Throws 404. */
  validators(id: string): { etag: string; lastModified: string } {
    const book = this.get(id)
    const changed = this.#changes.get(book.id) ?? new Date()
    const etag = etagOf(JSON.stringify(book))
    return { etag, lastModified: changed.toUTCString() }
  }

  /** Throws 404 or 409. */
  replace(id: string, book: NewBook): Book {
    return this.#put(this.get(id).id, book)
  }

  /** Throws 404. */
  remove(id: string): void {
    const book = this.get(id)
    this.#books.delete(String(book.id))
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
    this.#books.set(String(id), stored)
    this.#changes.set(id, new Date())
    this.#lastId = Math.max(this.#lastId, id)
    return stored
  }
}

/** Checks a value from a client. Other members are left out. Throws 422. */
// Assumes that the first fault is enough. Step 20 removes this.
export function parseBook(value: unknown): NewBook {
  const { title, author, year, tags = [] } = toObject(value)
  if (!isText(title)) throw new HttpError(422, 'title must be a text')
  if (!isText(author)) throw new HttpError(422, 'author must be a text')
  if (typeof year !== 'number' || !Number.isInteger(year)) {
    throw new HttpError(422, 'year must be a whole number')
  }
  if (!Array.isArray(tags) || !tags.every(isText)) {
    throw new HttpError(422, 'tags must be a list of texts')
  }
  return { title, author, year, tags }
}

function toObject(value: unknown): Partial<Record<keyof NewBook, unknown>> {
  if (typeof value === 'object' && value !== null) return value
  throw new HttpError(422, 'A book must be an object')
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 200
}
