// Servers that let requests into each other, or the database into requests.
import { lines, type WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'judges the body before it asks who it is',
    step: 'dependencies',
    file: 'src/book-routes.ts',
    replace: "@controller('/books', { dependencies: [maybeUser] })",
    by: "@controller('/books', {})",
    caught: ['dependencies.1 to dependencies.8'],
  },
  {
    name: 'asks for the body of everybody',
    step: 'dependencies',
    file: 'src/wire/connection.ts',
    replace: 'body = new RequestBody(',
    by: lines('goOn?.()', '    body = new RequestBody('),
    caught: ['dependencies.9'],
  },
  {
    name: 'answers before it has written',
    step: 'dependencies',
    file: 'src/database.ts',
    replace: "database.exec('COMMIT')",
    by: "setTimeout(() => database.inTransaction && database.exec('COMMIT'), 2e3)",
    also: [
      {
        file: 'src/database.ts',
        replace: "database.exec('BEGIN')",
        by: "if (!database.inTransaction) database.exec('BEGIN')",
      },
    ],
    caught: ['dependencies.13', 'dependencies.16'],
  },
  {
    name: 'says that a book is gone, and keeps it',
    step: 'dependencies',
    file: 'src/books.ts',
    replace: "'DELETE FROM books WHERE id = ?', [id]",
    by: "'SELECT * FROM books WHERE id = ?', [id]",
    caught: ['dependencies.15'],
  },
  {
    name: 'keeps what a refused request has written',
    step: 'dependencies',
    file: 'src/books.ts',
    replace: 'this.#checkTitle(book, id)',
    by:
      "this.#database.run('UPDATE books SET year = ? WHERE id = ?', " +
      '[book.year, id]); this.#checkTitle(book, id)',
    also: [
      {
        file: 'src/database.ts',
        replace: "database.exec('ROLLBACK')",
        by: "database.exec('COMMIT')",
      },
    ],
    caught: ['dependencies.18'],
  },
  {
    name: 'lets two books have one title',
    step: 'dependencies',
    file: 'src/books.ts',
    replace: lines('    this.#checkTitle(book, id)', ''),
    by: '',
    also: [
      {
        file: 'src/database.ts',
        replace: lines(',', '  UNIQUE (title, author)'),
        by: '',
      },
    ],
    caught: ['dependencies.14'],
  },
  {
    name: 'gives an id once more',
    step: 'dependencies',
    file: 'src/database.ts',
    replace: 'INTEGER PRIMARY KEY AUTOINCREMENT',
    by: 'INTEGER PRIMARY KEY',
    caught: ['dependencies.17'],
  },
  {
    name: 'gives all books one id',
    step: 'dependencies',
    file: 'src/books.ts',
    replace: lines(
      '`INSERT INTO books (title, author, year, tags, changed, owner)',
      '      VALUES (?, ?, ?, ?, ?, ?)`',
    ),
    by: lines(
      '`INSERT INTO books (id, title, author, year, tags, changed, owner)',
      '      VALUES (0, ?, ?, ?, ?, ?, ?)`',
    ),
    caught: [
      'dependencies.10 to dependencies.12',
      'dependencies.42 to dependencies.46',
    ],
  },
  {
    name: 'keeps ASCII only',
    step: 'dependencies',
    file: 'src/books.ts',
    replace: 'return [title, author, year, JSON.stringify(tags), Date.now()]',
    by:
      String.raw`return [title.replaceAll(/[^\x20-\x7e]/g, '?'), author, ` +
      'year, JSON.stringify(tags), Date.now()]',
    caught: ['dependencies.19 to dependencies.24'],
  },
  {
    name: 'takes spaces off texts',
    step: 'dependencies',
    file: 'src/books.ts',
    replace: 'return [title, author, year, JSON.stringify(tags), Date.now()]',
    by:
      'return [title.trim(), author.trim(), year, ' +
      'JSON.stringify(tags.map((tag) => tag.trim())), Date.now()]',
    caught: ['dependencies.25', 'dependencies.35'],
  },
  {
    name: 'writes texts into its statements',
    step: 'dependencies',
    file: 'src/books.ts',
    replace: lines(
      'const { lastInsertRowid } = this.#database.run(',
      '      `INSERT INTO books (title, author, year, tags, changed, owner)',
      '      VALUES (?, ?, ?, ?, ?, ?)`,',
      '      [...toColumns(book), this.#client.user ?? null],',
      '    )',
    ),
    by: lines(
      'this.#database.exec(`INSERT INTO books (title, author, year, tags, changed, owner)',
      "      VALUES ('${book.title}', '${book.author}', ${book.year}, " +
        "'${JSON.stringify(book.tags)}', ${Date.now()}, " +
        "${this.#client.user ? `'${this.#client.user}'` : 'NULL'})`)",
      '    const { lastInsertRowid } = { lastInsertRowid: ' +
        "this.#database.get('SELECT last_insert_rowid() AS id')?.['id'] }",
    ),
    caught: ['dependencies.26 to dependencies.27'],
  },
  {
    name: 'fills placeholders in itself',
    step: 'dependencies',
    file: 'src/books.ts',
    replace: 'return [title, author, year, JSON.stringify(tags), Date.now()]',
    by: lines(
      "const filled = title.replaceAll('?', " +
        String.raw`'x').replaceAll(/[:@$]\w+/g, '').replaceAll('%s', '')`,
      '  return [filled, author, year, JSON.stringify(tags), Date.now()]',
    ),
    caught: ['dependencies.28'],
  },
  {
    name: 'takes texts for the values that they look like',
    step: 'dependencies',
    file: 'src/books.ts',
    replace: 'title: String(title),',
    by:
      'title: ' +
      String.raw`/^(?:null|true|-?\d[\d.e+]*|0x\w+|\{.*\}|\[.*\])$/i.test(String(title)) ` +
      '? String(Number(title)) : String(title),',
    caught: ['dependencies.29'],
  },
  {
    name: 'takes texts that are no Unicode',
    step: 'dependencies',
    file: 'src/books.ts',
    replace: String.raw`(text) => !/[\0\p{Surrogate}]|^\ufeff/u.test(text),`,
    by: "(text) => text !== '',",
    caught: ['dependencies.30 to dependencies.34'],
  },
  {
    name: 'writes ids into its statements',
    step: 'dependencies',
    file: 'src/books.ts',
    replace: lines(
      String.raw`  .regex(/^[1-9]\d{0,14}$/)`,
      '  .pipe(z.coerce.number<string>().int())',
    ),
    by: '  .transform((text) => text as unknown as number)',
    also: [
      {
        file: 'src/books.ts',
        replace: "this.#database.get('SELECT * FROM books WHERE id = ?', [id])",
        by: 'this.#database.get(`SELECT * FROM books WHERE id = ${id}`)',
      },
    ],
    caught: ['dependencies.36 to dependencies.40'],
  },
  {
    name: 'keeps years in 32 bits',
    step: 'dependencies',
    file: 'src/books.ts',
    replace: 'return [title, author, year, JSON',
    by: 'return [title, author, year | 0, JSON',
    caught: ['dependencies.41'],
  },
]
