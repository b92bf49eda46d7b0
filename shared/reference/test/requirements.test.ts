// How sentences of checks become a row.
import { describe, expect, it } from 'vitest'
import { foldTitles } from '../src/requirements.ts'
import { listIds } from '../src/rfc-index.ts'

describe('sentences', () => {
  it.each<[string, string[], string]>([
    ['alone', ['says when it answered'], 'says when it answered'],
    [
      'that begin alike',
      ['refuses a target with NUL', 'refuses a target with DEL'],
      'refuses a target with: NUL; DEL',
    ],
    [
      'that share a verb and an article',
      ['refuses a comma', 'refuses a NUL'],
      'refuses: a comma; a NUL',
    ],
    [
      'of which one goes on where another ends',
      ['accepts an absolute target', 'accepts an absolute target with IPv6'],
      'accepts: an absolute target; an absolute target with IPv6',
    ],
    [
      'that end alike',
      ['sends / once and no more', 'sends /books once and no more'],
      'sends … once and no more: /; /books',
    ],
    ['with a colon', ['sends: a', 'sends: b'], 'sends: a; b'],
    [
      'that are many',
      Array.from({ length: 9 }, (_, i) => `reads ${i}`),
      'reads: 0; 1; 2; 3; 4; 5; and 3 more',
    ],
  ])('%s are folded', (_what, titles, expected) => {
    expect(foldTitles(titles)).toBe(expected)
  })
})

describe('ids', () => {
  it.each<[string[], string]>([
    [['request-body.1'], '`request-body.1`'],
    [
      ['request-body.1', 'request-body.2'],
      '`request-body.1`, `request-body.2`',
    ],
    [
      [
        'request-body.9',
        'request-body.10',
        'request-body.11',
        'request-body.13',
      ],
      '`request-body.9` – `request-body.11`, `request-body.13`',
    ],
    [['fr-01', 'fr-02', 'fr-03', 'ch-04'], '`fr-01` – `fr-03`, `ch-04`'],
  ])('%j are listed', (ids, expected) => {
    expect(listIds(ids)).toBe(expected)
  })
})
