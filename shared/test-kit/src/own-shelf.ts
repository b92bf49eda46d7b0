// A step's bookshelf in a database of its own, without the two books that the
// app begins with.
import type { Database } from 'node-sqlite3-wasm'
import { onTestFinished } from 'vitest'

/** An app that is started and stopped. */
interface App {
  start(): Promise<void>
  stop(): Promise<void>
}

/** What the step has for it. */
export interface ShelfParts<Shelf, Book> {
  /** An app whose lifespan calls `use` with its database. */
  readonly createApp: (
    use: (opened: { readonly database: Database }) => void,
  ) => App
  /** The shelf as one user sees it, or a client without a user. */
  readonly createShelf: (
    database: Database,
    user: string | undefined,
  ) => Shelf & { add(book: Book): unknown }
}

/** Functions that make a shelf with these books, which goes with the test. */
export interface Shelves<Shelf, Book> {
  /** The same shelf for any user. */
  readonly openShelf: (
    ...books: readonly Book[]
  ) => Promise<(user?: string) => Shelf>
  /** The shelf as a client without a user sees it. */
  readonly shelfWith: (...books: readonly Book[]) => Promise<Shelf>
}

/** Makes the functions for a step. */
export function shelvesOf<Shelf, Book>({
  createApp,
  createShelf,
}: ShelfParts<Shelf, Book>): Shelves<Shelf, Book> {
  async function openShelf(
    ...books: readonly Book[]
  ): Promise<(user?: string) => Shelf> {
    const database = await openDatabase(createApp)
    database.exec('DELETE FROM books; DELETE FROM sqlite_sequence')
    const shelf = createShelf(database, undefined)
    for (const book of books) shelf.add(book)
    return (user) => createShelf(database, user)
  }
  return {
    openShelf,
    shelfWith: async (...books) => (await openShelf(...books))(),
  }
}

async function openDatabase(
  createApp: ShelfParts<unknown, unknown>['createApp'],
): Promise<Database> {
  const opened: Database[] = []
  const app = createApp(({ database }) => void opened.push(database))
  await app.start()
  onTestFinished(() => app.stop())
  const [database] = opened
  if (!database) throw new Error('There is no database')
  return database
}
