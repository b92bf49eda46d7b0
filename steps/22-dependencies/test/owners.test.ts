// To whom a book belongs, and what that means for others.
// Ends: a book that was added with a name > belongs to that name
// Ends: a book that was added with a name > is not for %j: %i
// Ends: a book that was added with a name > offers the ways to sign in to who
// has not
// Ends: a book that was added with a name > belongs to it after a change
// Ends: a book that nobody has put a name to > does not become whose copy was
// refused
import { shelvesOf } from '@barewire/test-kit/own-shelf'
import { describe, expect, it } from 'vitest'
import { App } from '#src/api/app.ts'
import { dependency } from '#src/api/dependency.ts'
import { depends } from '#src/api/markers.ts'
import { Bookshelf } from '#src/books.ts'
import { connection } from '#src/database.ts'

const { openShelf } = shelvesOf({
  createApp: (use) =>
    new App({ lifespan: dependency([depends(connection)], use) }),
  createShelf: (database, user) =>
    new Bookshelf(database, { user, expect() {} }),
})

const EMMA = { title: 'Emma', author: 'Jane Austen', year: 1815, tags: [] }

/** What only its owner may do with a book. */
const CHANGES = [
  ['replace', (shelf: Bookshelf, id = 1) => void shelf.replace(id, EMMA)],
  ['remove', (shelf: Bookshelf, id = 1) => shelf.remove(id)],
] as const

describe.each(CHANGES)('a book of ada, and who wants to %s it', (_, change) => {
  it('is for her', async () => {
    const shelfOf = await openShelf()
    shelfOf('ada').add(EMMA)
    expect(() => change(shelfOf('ada'))).not.toThrow()
  })

  it.each([
    [undefined, 401, 'Not authenticated'],
    ['alan', 403, 'Book 1 belongs to somebody else'],
    ['Ada', 403, 'Book 1 belongs to somebody else'],
    ['', 403, 'Book 1 belongs to somebody else'],
  ])('is not for %j: %i', async (user, status, message) => {
    const shelfOf = await openShelf()
    shelfOf('ada').add(EMMA)
    const refusal = expect.objectContaining({ status, message })
    expect(() => change(shelfOf(user))).toThrow(refusal)
    expect(shelfOf().get(1)).toEqual({ id: 1, ...EMMA })
  })

  it('offers the ways to sign in to who has not', async () => {
    const shelfOf = await openShelf()
    shelfOf('ada').add(EMMA)
    const names = ['WWW-Authenticate', 'WWW-Authenticate']
    const headers = names.map((name) => [name, expect.any(String)])
    const refusal = expect.objectContaining({ headers })
    expect(() => change(shelfOf())).toThrow(refusal)
  })

  it('is hers after a change', async () => {
    const shelfOf = await openShelf()
    shelfOf('ada').add(EMMA)
    shelfOf('ada').replace(1, { ...EMMA, year: 1816 })
    const refusal = expect.objectContaining({ status: 403 })
    expect(() => change(shelfOf('alan'))).toThrow(refusal)
  })
})

describe('a book that was added with a name', () => {
  it('does not show whose it is', async () => {
    const shelf = (await openShelf())('ada')
    expect(shelf.add(EMMA)).toEqual({ id: 1, ...EMMA })
    expect(shelf.list()).toEqual([{ id: 1, ...EMMA }])
  })

  it('leaves nothing to the next one when it goes', async () => {
    const shelfOf = await openShelf()
    shelfOf('ada').add(EMMA)
    shelfOf('ada').remove(1)
    const { id } = shelfOf().add(EMMA)
    expect(() => shelfOf('alan').remove(id)).not.toThrow()
  })
})

describe('a book that nobody has put a name to', () => {
  it.each([undefined, 'ada', 'alan'])('is for %j to change', async (user) => {
    const shelfOf = await openShelf(EMMA, { ...EMMA, title: 'Persuasion' })
    expect(() => shelfOf(user).remove(2)).not.toThrow()
    expect(() => shelfOf(user).replace(1, EMMA)).not.toThrow()
  })

  it('does not become whose copy was refused, or who changed it', async () => {
    const shelfOf = await openShelf(EMMA)
    const refusal = expect.objectContaining({ status: 409 })
    expect(() => shelfOf('ada').add(EMMA)).toThrow(refusal)
    shelfOf('ada').replace(1, { ...EMMA, year: 1816 })
    expect(() => shelfOf().remove(1)).not.toThrow()
  })
})

describe('a book that is not there', () => {
  it.each([
    [2, undefined],
    [2, 'ada'],
    [0, 'ada'],
    [-1, 'ada'],
    [1.5, 'ada'],
  ])('number %s has no owner to ask %j for: 404', async (id, user) => {
    const shelfOf = await openShelf()
    shelfOf('ada').add(EMMA)
    const refusal = expect.objectContaining({ status: 404 })
    for (const [, change] of CHANGES) {
      expect(() => change(shelfOf(user), id)).toThrow(refusal)
    }
  })
})
