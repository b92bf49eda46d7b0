// A shelf in memory, without the two books that the app begins with.
import type { Database } from 'node-sqlite3-wasm'
import { onTestFinished } from 'vitest'
import { App } from '../src/api/app.ts'
import { dependency } from '../src/api/dependency.ts'
import { depends } from '../src/api/markers.ts'
import { Bookshelf, type NewBook } from '../src/books.ts'
import { connection } from '../src/database.ts'

/** The same shelf, as one user or nobody sees it. */
export type ShelfOf = (user?: string) => Bookshelf

/** A shelf that has these books, in this order. It goes with the test. */
export async function openShelf(...books: readonly NewBook[]) {
  const database = await ownDatabase()
  database.exec('DELETE FROM books; DELETE FROM sqlite_sequence')
  const shelfOf: ShelfOf = (user) =>
    new Bookshelf(database, { user, expect() {} })
  for (const book of books) shelfOf().add(book)
  return shelfOf
}

/** The same, as nobody sees it. */
export async function shelfWith(
  ...books: readonly NewBook[]
): Promise<Bookshelf> {
  const shelfOf = await openShelf(...books)
  return shelfOf()
}

async function ownDatabase(): Promise<Database> {
  const opened: Database[] = []
  const lifespan = dependency([depends(connection)], ({ database }) => {
    opened.push(database)
  })
  const app = new App({ lifespan })
  await app.start()
  onTestFinished(() => app.stop())
  const [database] = opened
  if (!database) throw new Error('There is no database')
  return database
}
