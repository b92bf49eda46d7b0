// Values that a check sends and wants back: other ones in each run, so that
// nobody can type the answers in. SEED=7 gives the same ones again.
import { randomInt } from 'node:crypto'

const { SEED: given } = process.env

/** What they are made from. */
export const SEED = given ? Number(given) : randomInt(1_000_000)

let state = SEED >>> 0

/** A number from 0 up to 1 (mulberry32). */
function random(): number {
  state = (state + 0x6d2b79f5) >>> 0
  let mixed = Math.imul(state ^ (state >>> 15), state | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

/** So many letters from a to z. */
export function word(length: number): string {
  return Array.from({ length }, () =>
    String.fromCharCode(0x61 + Math.floor(random() * 26)),
  ).join('')
}

/** So many octets, each one any of the 256. */
export function octets(length: number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.floor(random() * 256))
}
