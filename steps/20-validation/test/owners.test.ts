// To whom a book belongs, and what that means for others.
import { describe, expect, it } from 'vitest'
import { Bookshelf, type NewBook } from '#src/books.ts'

const EMMA = { title: 'Emma', author: 'Jane Austen', year: 1815, tags: [] }

describe('a book that was added with a name', () => {
  it('belongs to that name', () => {
    const shelf = new Bookshelf()
    shelf.add(EMMA, 'ada')
    expect(() => shelf.checkOwner(1, 'ada')).not.toThrow()
  })

  it.each([
    [undefined, 401, 'Not authenticated'],
    ['alan', 403, 'Book 1 belongs to somebody else'],
    ['Ada', 403, 'Book 1 belongs to somebody else'],
    ['', 403, 'Book 1 belongs to somebody else'],
  ])('is not for %j: %i', (user, status, message) => {
    const shelf = new Bookshelf()
    shelf.add(EMMA, 'ada')
    const refusal = expect.objectContaining({ status, message })
    expect(() => shelf.checkOwner(1, user)).toThrow(refusal)
  })

  it('offers the ways to sign in to who has not', () => {
    const shelf = new Bookshelf()
    shelf.add(EMMA, 'ada')
    const names = ['WWW-Authenticate', 'WWW-Authenticate']
    const headers = names.map((name) => [name, expect.any(String)])
    const refusal = expect.objectContaining({ headers })
    expect(() => shelf.checkOwner(1, undefined)).toThrow(refusal)
  })

  it('belongs to it after a change', () => {
    const shelf = new Bookshelf()
    shelf.add(EMMA, 'ada')
    shelf.replace(1, { ...EMMA, year: 1816 })
    const refusal = expect.objectContaining({ status: 403 })
    expect(() => shelf.checkOwner(1, 'alan')).toThrow(refusal)
  })

  it('does not show whose it is', () => {
    const shelf = new Bookshelf()
    expect(shelf.add(EMMA, 'ada')).toEqual({ id: 1, ...EMMA })
    expect(shelf.list()).toEqual([{ id: 1, ...EMMA }])
  })

  it('leaves nothing to the next one when it goes', () => {
    const shelf = new Bookshelf()
    shelf.add(EMMA, 'ada')
    shelf.remove(1)
    const { id } = shelf.add(EMMA)
    expect(() => shelf.checkOwner(id, 'alan')).not.toThrow()
  })
})

describe('a book that nobody has put a name to', () => {
  it.each([undefined, 'ada', 'alan'])('is for %j to change', (user) => {
    const shelf = shelfWith(EMMA)
    shelf.add({ ...EMMA, title: 'Persuasion' })
    expect(() => shelf.checkOwner(1, user)).not.toThrow()
    expect(() => shelf.checkOwner(2, user)).not.toThrow()
  })

  it('does not become whose copy was refused', () => {
    const shelf = shelfWith(EMMA)
    const refusal = expect.objectContaining({ status: 409 })
    expect(() => shelf.add(EMMA, 'ada')).toThrow(refusal)
    expect(() => shelf.checkOwner(1, undefined)).not.toThrow()
  })
})

describe('a book that is not there', () => {
  it.each([
    [2, undefined],
    [2, 'ada'],
    [0, 'ada'],
    [-1, 'ada'],
    [1.5, 'ada'],
  ])('number %s has no owner to ask %j for: 404', (id, user) => {
    const shelf = new Bookshelf()
    shelf.add(EMMA, 'ada')
    const refusal = expect.objectContaining({ status: 404 })
    expect(() => shelf.checkOwner(id, user)).toThrow(refusal)
  })
})

/** A shelf that has these books, in this order. */
function shelfWith(...books: readonly NewBook[]): Bookshelf {
  const shelf = new Bookshelf()
  for (const book of books) shelf.add(book)
  return shelf
}
