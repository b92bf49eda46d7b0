// Which declaration a comment in the source is about.
import { cite } from '@barewire/checks/rfc-section'
import { expect, it } from 'vitest'
import { citationsIn } from '../src/citations.ts'

const SOURCE = `// Reads things (RFC 9112 §6.3). Whatever is in doubt is
// smuggling (§11.2).
import { x } from './x.ts'

/** Whether it is one. */
export function isThing(): boolean {
  return true
}

/** The public one. */
export async function readThing(): Promise<void> {
  const cited = '§1'
  // What is inside of a function (RFC 9110 §8.6)
  // goes on (§8.7).
}

// thing = 1*DIGIT
// (RFC 3986 §2)
const THING = /^[0-9]+$/

export const PHRASES = {
  404: 'Not Found', // RFC 9110 §15.5.5
}

export interface Limits {
  /** How long (RFC 9112 §3). */
  readonly length: number
}

export class Reader {
  readonly #things = []

  /**
   * Reads all (RFC 6585 §5).
   */
  async *read(): AsyncGenerator {
    // Each one (RFC 9110 §5.1).
  }
}

/**
 * The last (WHATWG Fetch §3.3, RFC 6265bis §4).
 * (RFC 7617 §2)
 */
export function last(): void {}
`

it('belongs to what follows it, or encloses it', () => {
  const found = citationsIn(SOURCE).map(
    ({ section, symbol }) => `${cite(section)}: ${symbol}`,
  )
  expect(found).toEqual([
    'RFC 9112 §6.3: readThing',
    'RFC 9112 §11.2: readThing',
    'RFC 9110 §8.6: readThing',
    'RFC 9110 §8.7: readThing',
    'RFC 3986 §2: THING',
    'RFC 9110 §15.5.5: PHRASES',
    'RFC 9112 §3: Limits.length',
    'RFC 6585 §5: Reader.read',
    'RFC 9110 §5.1: Reader.read',
    'RFC 7617 §2: last',
  ])
})
