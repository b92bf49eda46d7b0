// Faults in good bytes, and where to cut bytes into pieces. Mutated bytes have
// no meaning that could be known beforehand.
import * as fc from 'fast-check'
import { pipeline, type RequestModel } from './requests.ts'

/** Bytes for one connection, in Latin-1. */
export interface Input {
  readonly text: string
  /** Where to cut; "everywhere" sends each byte alone. */
  readonly cuts: readonly number[] | 'everywhere'
  /** What the bytes mean, if that is known. */
  readonly models: readonly RequestModel[] | undefined
}

// What has fooled parsers before.
const DICTIONARY = [
  '\r\n',
  '\r\n\r\n',
  '\n\n',
  '\r',
  '\n',
  '\0',
  '\t',
  ' ',
  ':',
  ',',
  '0',
  '7',
  '-1',
  '+5',
  '0x',
  'ffffffffffffffff',
  '\xff',
  '%',
  '\r\n folded',
  '0\r\n\r\n',
  '5\r\nhello\r\n',
  '\r\nContent-Length: 5\r\n',
  '\r\nContent-Length: 0',
  '\r\nTransfer-Encoding: chunked\r\n',
  '\r\nTransfer-Encoding : chunked',
  '\r\nTransfer-Encoding: gzip',
  '\r\nConnection: close',
  '\r\nExpect: 100-continue',
  '\r\nHost: b',
  ' HTTP/1.0\r\n',
  ' HTTP/2.0\r\n',
  'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n',
  'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n',
  'x'.repeat(300),
  ' '.repeat(1_100),
] as const

/** One change of a text. Places are taken modulo its length. */
interface Mutation {
  readonly kind: 'flip' | 'delete' | 'duplicate' | 'insert' | 'cut' | 'splice'
  readonly at: number
  readonly from: number
  readonly length: number
  readonly word: string
}

// Single faults often, so that the rest of a request stays good.
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(
    'insert',
    'delete',
    'flip',
    'duplicate',
    'splice',
    'cut',
  ),
  at: fc.nat(2_000),
  from: fc.nat(2_000),
  length: fc.integer({ min: 1, max: 8 }),
  word: fc.constantFrom(...DICTIONARY),
})

/** The text with one change. */
function mutate(text: string, change: Mutation): string {
  const at = change.at % (text.length + 1)
  const before = text.slice(0, at)
  const after = text.slice(at)
  const { length } = change
  switch (change.kind) {
    case 'flip':
      return `${before}${flip(after, length)}`
    case 'delete':
      return before + after.slice(length)
    case 'duplicate':
      return before + after.slice(0, length) + after
    case 'insert':
      return before + change.word + after
    case 'splice':
      return before + text.slice(change.from % (text.length + 1))
    case 'cut':
      return before
  }
}

function flip(text: string, bit: number): string {
  if (text === '') return ''
  const code = text.charCodeAt(0) ^ (1 << (bit - 1))
  return String.fromCharCode(code) + text.slice(1)
}

const cuts: fc.Arbitrary<Input['cuts']> = fc.oneof(
  { weight: 9, arbitrary: fc.array(fc.nat(2_000), { maxLength: 8 }) },
  { weight: 1, arbitrary: fc.constant('everywhere' as const) },
)

/** Good requests with their meaning. */
export const goodInput: fc.Arbitrary<Input> = fc
  .tuple(pipeline, cuts)
  .map(([requests, where]) => ({
    text: requests.map(({ text }) => text).join(''),
    cuts: where,
    models: requests.map(({ model }) => model),
  }))

const badInput: fc.Arbitrary<Input> = fc
  .tuple(goodInput, fc.array(mutation, { minLength: 1, maxLength: 4 }))
  .map(([{ text, cuts: where }, mutations]) => ({
    text: mutations.reduce(mutate, text),
    cuts: where,
    models: undefined,
  }))

/** Good requests now and then, faulty ones mostly. */
export const anyInput: fc.Arbitrary<Input> = fc.oneof(
  { weight: 1, arbitrary: goodInput },
  { weight: 6, arbitrary: badInput },
)

/** The pieces in which the bytes are sent; none is empty. */
export function piecesOf({ text, cuts: where }: Input): Buffer[] {
  if (where === 'everywhere') {
    return Array.from(text, (character) => Buffer.from(character, 'latin1'))
  }
  const places = where.map((place) => place % (text.length + 1))
  const ends = [...new Set([...places, text.length])].toSorted((a, b) => a - b)
  return ends
    .map((end, i) => Buffer.from(text.slice(ends[i - 1] ?? 0, end), 'latin1'))
    .filter(({ length }) => length > 0)
}
