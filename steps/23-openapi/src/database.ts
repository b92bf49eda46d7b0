// The database: one file, one connection, and one transaction at a time.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import sqlite, { type Database } from 'node-sqlite3-wasm'
import { dependency } from './api/dependency.ts'
import { depends } from './api/markers.ts'

const TABLES = `CREATE TABLE IF NOT EXISTS books (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL,
  author TEXT NOT NULL,
  year INTEGER NOT NULL,
  tags TEXT NOT NULL,
  changed INTEGER NOT NULL,
  owner TEXT,
  UNIQUE (title, author)
)`

const FIRST_BOOKS = `INSERT INTO books (title, author, year, tags, changed)
VALUES ('Emma', 'Jane Austen', 1815, '["novel"]', unixepoch() * 1000),
  ('Dracula', 'Bram Stoker', 1897, '["horror"]', unixepoch() * 1000)`

/** Where the books are. The app says so, with an override. */
export const databaseFile = dependency([], () => ':memory:')

/** The one connection, from the start of the app to its end. */
export const connection = dependency([depends(databaseFile)], function* (file) {
  const release = claim(file)
  try {
    const database = new sqlite.Database(file)
    try {
      setUp(database)
      yield { database, turns: new Turns() }
    } finally {
      database.close()
    }
  } finally {
    release()
  }
})

/** What one request does happens as a whole, or not at all. */
export const transaction = dependency(
  [depends(connection)],
  async function* ({ database, turns }) {
    const endTurn = await turns.take()
    try {
      database.exec('BEGIN')
      yield database
      database.exec('COMMIT')
    } catch (error) {
      if (database.inTransaction) database.exec('ROLLBACK')
      throw error
    } finally {
      endTurn()
    }
  },
  // Before the response: what is answered is in the file.
  { scope: 'function' },
)

function setUp(database: Database): void {
  // Nobody else has it open, so that a lock for each transaction is not needed.
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL')
  const known = database.get("SELECT 1 FROM sqlite_schema WHERE name = 'books'")
  if (known !== null) return
  database.exec(`BEGIN; ${TABLES}; ${FIRST_BOOKS}; COMMIT`)
}

/** The files that are open in this program. */
const ours = new Set<string>()

/**
 * Makes sure that this program is the only one, and gives what ends that. One
 * that was killed leaves its lock behind, so it is told from one that runs.
 */
function claim(file: string): () => void {
  if (file === ':memory:') return () => {}
  const claimFile = `${file}.pid`
  if (existsSync(claimFile)) {
    const owner = Number(readFileSync(claimFile, 'utf8'))
    // In a container, the one before may have had our number.
    const used = owner === process.pid ? ours.has(file) : isRunning(owner)
    if (used) throw new Error(`It is in use by process ${owner}: ${claimFile}`)
    rmSync(`${file}.lock`, { recursive: true, force: true })
    rmSync(claimFile, { force: true })
  }
  // Of two that come at once, one finds it there.
  writeFileSync(claimFile, String(process.pid), { flag: 'wx' })
  ours.add(file)
  return () => {
    ours.delete(file)
    rmSync(claimFile, { force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    // Signal 0 only asks.
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** A queue: each one waits until the one before has ended its turn. */
class Turns {
  #last = Promise.resolve()

  /** Resolves when it is our turn, with what ends it. */
  async take(): Promise<() => void> {
    const before = this.#last
    const turn = { end() {} }
    this.#last = new Promise((resolve) => {
      turn.end = resolve
    })
    await before
    return () => turn.end()
  }
}
