// What a book is, and how a shelf of books keeps its promises.
// Ends: Bookshelf > has no conflict of a book with itself, or with one that
// left
import { shelvesOf } from '@barewire/test-kit/own-shelf'
import { describe, expect, it } from 'vitest'
import type { ZodType } from 'zod'
import { App } from '#src/api/app.ts'
import { dependency } from '#src/api/dependency.ts'
import { depends } from '#src/api/markers.ts'
import { Book, BookId, BookPatch, Bookshelf, NewBook } from '#src/books.ts'
import { connection } from '#src/database.ts'

const { shelfWith } = shelvesOf({
  createApp: (use) =>
    new App({ lifespan: dependency([depends(connection)], use) }),
  createShelf: (database, user) =>
    new Bookshelf(database, { user, expect() {} }),
})

const EMMA = { title: 'Emma', author: 'Austen', year: 1815, tags: ['novel'] }
const TAKEN = { status: 409, message: '"Emma" by Austen is on the shelf' }

describe('Bookshelf', () => {
  it('lists books in the order in which they came', async () => {
    const shelf = await shelfWith(EMMA, { ...EMMA, title: 'Persuasion' })
    expect(shelf.list()).toEqual([
      { id: 1, ...EMMA },
      { id: 2, ...EMMA, title: 'Persuasion' },
    ])
  })

  it('gives an id to a book that it adds', async () => {
    const shelf = await shelfWith()
    expect(shelf.add(EMMA)).toEqual({ id: 1, ...EMMA })
    expect(shelf.get(1)).toEqual({ id: 1, ...EMMA })
  })

  it('never gives an id twice', async () => {
    const shelf = await shelfWith(EMMA)
    shelf.remove(1)
    expect(shelf.add(EMMA).id).toBe(2)
  })

  it('replaces a book, which keeps its id and its place', async () => {
    const shelf = await shelfWith(EMMA, { ...EMMA, title: 'Persuasion' })
    const book = { ...EMMA, title: 'Sanditon' }
    expect(shelf.replace(1, book)).toEqual({ id: 1, ...book })
    expect(shelf.list().map(({ id }) => id)).toEqual([1, 2])
  })

  it.each([2, 0, -1, 1.5, NaN, Infinity])('has no book %d', async (id) => {
    const shelf = await shelfWith(EMMA)
    const message = `There is no book ${id}`
    const refusal = expect.objectContaining({ status: 404, message })
    expect(() => shelf.get(id)).toThrow(refusal)
    expect(() => shelf.replace(id, EMMA)).toThrow(refusal)
    expect(() => shelf.remove(id)).toThrow(refusal)
    expect(shelf.list()).toEqual([{ id: 1, ...EMMA }])
  })

  it('has one book of a title by an author', async () => {
    const shelf = await shelfWith(EMMA, { ...EMMA, title: 'Persuasion' })
    const before = shelf.list()
    const refusal = expect.objectContaining(TAKEN)
    expect(() => shelf.add({ ...EMMA, year: 1 })).toThrow(refusal)
    expect(() => shelf.replace(2, EMMA)).toThrow(refusal)
    expect(shelf.list()).toEqual(before)
  })

  it.each([{ author: 'Hogg' }, { title: 'emma' }])(
    'has room for one that differs in %j',
    async (difference) => {
      const shelf = await shelfWith(EMMA)
      expect(shelf.add({ ...EMMA, ...difference }).id).toBe(2)
    },
  )

  it('has no conflict of a book with itself, or a former one', async () => {
    const shelf = await shelfWith(EMMA)
    expect(shelf.replace(1, { ...EMMA, year: 1816 }).year).toBe(1816)
    shelf.remove(1)
    expect(() => shelf.add(EMMA)).not.toThrow()
  })
})

describe('NewBook', () => {
  it('keeps the fields of a book and no others', () => {
    const value = { id: 7, ...EMMA, publisher: 'Murray' }
    expect(NewBook.parse(value)).toEqual(EMMA)
  })

  it('has no tags where none are given', () => {
    expect(NewBook.parse({ ...EMMA, tags: undefined }).tags).toEqual([])
  })

  it('gives each book tags of its own', () => {
    const { title, author, year } = EMMA
    const [one, other] = [1, 2].map(() =>
      NewBook.parse({ title, author, year }),
    )
    one?.tags.push('novel')
    expect(other?.tags).toEqual([])
  })

  it.each([
    { year: -800 },
    { year: 0 },
    { tags: [] },
    { title: 'a'.repeat(200) },
    { author: '作者' },
  ])('takes %.60j', (difference) => {
    const book = { ...EMMA, ...difference }
    expect(NewBook.parse(book)).toEqual(book)
  })

  it.each([
    ['title', [undefined, null, '', 7, ['Emma'], 'a'.repeat(201)]],
    ['author', [undefined, null, '', true, { name: 'Austen' }]],
    ['year', [undefined, null, '1815', 1815.5, Infinity, NaN, [1815], 2 ** 53]],
    ['tags', [null, 'novel', [1], [''], ['a', null], {}, { length: 0 }]],
  ])('refuses a wrong %s', (name, values) => {
    for (const value of values) {
      const places = placesOf(NewBook, { ...EMMA, [name]: value })
      expect(places).toEqual([name])
    }
  })

  it('finds all that is wrong at once', () => {
    const value = { author: '', year: '1815', tags: ['a', 1] }
    expect(placesOf(NewBook, value)).toEqual([
      'title',
      'author',
      'year',
      'tags',
    ])
  })

  it.each([null, [], 'Emma', 7, true, [EMMA]])('refuses %j', (...row) => {
    const [value] = row
    expect(placesOf(NewBook, value)).toEqual([undefined])
  })

  it.each(['a\0', '\ud83d', '\udcda', '\udcda\ud83d', '\ufeffa'])(
    'refuses %j, which no database keeps as it is',
    (text) => {
      const value = { title: text, author: text, year: 1, tags: [text] }
      expect(placesOf(NewBook, value)).toEqual(['title', 'author', 'tags'])
    },
  )

  it('takes no field from what "__proto__" says', () => {
    const text = '{"__proto__":{"title":"a"},"author":"b","year":1}'
    expect(placesOf(NewBook, JSON.parse(text))).toEqual(['title'])
  })
})

describe('Book', () => {
  it('has all that a new one has, and an id', () => {
    const { tags: _tags, ...bare } = EMMA
    expect(placesOf(Book, { id: 1, ...EMMA })).toEqual([])
    expect(placesOf(Book, EMMA)).toEqual(['id'])
    expect(placesOf(Book, { id: 1, ...bare })).toEqual(['tags'])
  })
})

describe('BookPatch', () => {
  it('has what is to change and nothing else', () => {
    for (const value of [{}, { year: 1 }, { tags: null }, { tags: ['a'] }]) {
      expect(BookPatch.parse(value)).toEqual(value)
    }
    expect(BookPatch.parse({ id: 7, a: null })).toEqual({})
  })

  it.each([
    ['title', [null, '', 7]],
    ['author', [null, '', {}]],
    ['year', [null, '1', 1.5]],
    ['tags', ['a', [null], ['']]],
  ])('refuses a wrong %s', (name, values) => {
    for (const value of values) {
      expect(placesOf(BookPatch, { [name]: value })).toEqual([name])
    }
  })
})

describe('BookId', () => {
  it.each(['1', '10', '999999999999999'])('makes a number of %j', (text) => {
    expect(BookId.parse(text)).toBe(Number(text))
  })

  it.each([
    '',
    '0',
    '01',
    '-1',
    '+1',
    '1.0',
    '1e0',
    '0x1',
    ' 1',
    '1 ',
    '1\n',
    'abc',
    '١',
    '1_0',
    '__proto__',
    '1000000000000000',
    1,
    null,
    ['1'],
  ])('refuses %j', (value) => {
    expect(BookId.safeParse(value).success).toBe(false)
  })
})

/** The members that a schema refuses, each once; undefined: the whole. */
function placesOf(schema: ZodType, value: unknown): unknown[] {
  const issues = schema.safeParse(value).error?.issues ?? []
  return [...new Set(issues.map(({ path: [name] }) => name))]
}
