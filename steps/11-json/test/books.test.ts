// What a book is, and how a shelf of books keeps its promises.
import { describe, expect, it } from 'vitest'
import { Bookshelf, parseBook } from '#src/books.ts'

const EMMA = { title: 'Emma', author: 'Austen', year: 1815, tags: ['novel'] }
const TAKEN = { status: 409, message: '"Emma" by Austen is on the shelf' }

describe('Bookshelf', () => {
  it('lists books in the order in which they came', () => {
    const shelf = new Bookshelf([EMMA, { ...EMMA, title: 'Persuasion' }])
    expect(shelf.list()).toEqual([
      { id: 1, ...EMMA },
      { id: 2, ...EMMA, title: 'Persuasion' },
    ])
  })

  it('gives an id to a book that it adds', () => {
    const shelf = new Bookshelf()
    expect(shelf.add(EMMA)).toEqual({ id: 1, ...EMMA })
    expect(shelf.get('1')).toEqual({ id: 1, ...EMMA })
  })

  it('never gives an id twice', () => {
    const shelf = new Bookshelf([EMMA])
    shelf.remove('1')
    expect(shelf.add(EMMA).id).toBe(2)
  })

  it('replaces a book, which keeps its id and its place', () => {
    const shelf = new Bookshelf([EMMA, { ...EMMA, title: 'Persuasion' }])
    const book = { ...EMMA, title: 'Sanditon' }
    expect(shelf.replace('1', book)).toEqual({ id: 1, ...book })
    expect(shelf.list().map(({ id }) => id)).toEqual([1, 2])
  })

  it.each(['2', '0', '01', '1.0', ' 1', '', '-1', '__proto__'])(
    'has no book %j',
    (id) => {
      const shelf = new Bookshelf([EMMA])
      const message = `There is no book ${id}`
      const refusal = expect.objectContaining({ status: 404, message })
      expect(() => shelf.get(id)).toThrow(refusal)
      expect(() => shelf.replace(id, EMMA)).toThrow(refusal)
      expect(() => shelf.remove(id)).toThrow(refusal)
      expect(shelf.list()).toEqual([{ id: 1, ...EMMA }])
    },
  )

  it('has one book of a title by an author', () => {
    const shelf = new Bookshelf([EMMA, { ...EMMA, title: 'Persuasion' }])
    const before = shelf.list()
    const refusal = expect.objectContaining(TAKEN)
    expect(() => shelf.add({ ...EMMA, year: 1 })).toThrow(refusal)
    expect(() => shelf.replace('2', EMMA)).toThrow(refusal)
    expect(shelf.list()).toEqual(before)
  })

  it.each([{ author: 'Hogg' }, { title: 'emma' }])(
    'has room for one that differs in %j',
    (difference) => {
      const shelf = new Bookshelf([EMMA])
      expect(shelf.add({ ...EMMA, ...difference }).id).toBe(2)
    },
  )

  it('has no conflict of a book with itself, or with one that left', () => {
    const shelf = new Bookshelf([EMMA])
    expect(shelf.replace('1', { ...EMMA, year: 1816 }).year).toBe(1816)
    shelf.remove('1')
    expect(() => shelf.add(EMMA)).not.toThrow()
  })
})

describe('parseBook', () => {
  it('keeps the fields of a book and no others', () => {
    const value = { id: 7, ...EMMA, publisher: 'Murray' }
    expect(parseBook(value)).toEqual(EMMA)
  })

  it('has no tags where none are given', () => {
    expect(parseBook({ ...EMMA, tags: undefined }).tags).toEqual([])
  })

  it.each([
    { year: -800 },
    { year: 0 },
    { tags: [] },
    { title: 'a'.repeat(200) },
    { author: '作者' },
  ])('takes %.60j', (difference) => {
    const book = { ...EMMA, ...difference }
    expect(parseBook(book)).toEqual(book)
  })

  it.each([
    ['title', [undefined, null, '', 7, ['Emma'], 'a'.repeat(201)]],
    ['author', [undefined, null, '', true, { name: 'Austen' }]],
    ['year', [undefined, null, '1815', 1815.5, Infinity, NaN, [1815]]],
    ['tags', [null, 'novel', [1], [''], ['a', null], {}, { length: 0 }]],
  ])('refuses a wrong %s', (name, values) => {
    const message = expect.stringContaining(name)
    const refusal = expect.objectContaining({ status: 422, message })
    for (const value of values) {
      expect(() => parseBook({ ...EMMA, [name]: value })).toThrow(refusal)
    }
  })

  it.each([null, [], 'Emma', 7, true, [EMMA]])('refuses %j', (value) => {
    const refusal = expect.objectContaining({ status: 422 })
    expect(() => parseBook(value)).toThrow(refusal)
  })

  it('takes no field from what "__proto__" says', () => {
    const text = '{"__proto__":{"title":"a"},"author":"b","year":1}'
    expect(() => parseBook(JSON.parse(text))).toThrow('title')
  })
})
