// What a picture says of each kind of byte: a word below it, and a line of the
// key with what it means and where that is written.
import type { Kind } from '@barewire/wire-view/span'

/** How bytes are painted: the styles in byte-picture.ts. */
export type Paint =
  | 'start'
  | 'target'
  | 'version'
  | 'name'
  | 'value'
  | 'body'
  | 'mark'

/** One kind of byte in words. */
export interface ByteWord {
  /** Below the bytes. */
  readonly label: string
  /** In the key. */
  readonly meaning: string
  readonly rfc: string
  readonly paint: Paint
}

/** Where bytes stand, if that matters. */
export type Place =
  | 'request line'
  | 'status line'
  | 'field line'
  | 'chunks'
  | 'body'

/** What bytes of a kind are in that place. */
export function wordFor(kind: Kind, place: Place): ByteWord {
  const word = EXCEPTIONS[place]?.[kind] ?? WORDS[kind]
  if (word === undefined) throw new Error(`No picture has ${kind} in it`)
  return word
}

type Words = Readonly<Partial<Record<Kind, ByteWord>>>

const WORDS: Words = {
  method: {
    label: 'method',
    meaning: 'what the client wants done',
    rfc: 'RFC 9110 §9.1',
    paint: 'start',
  },
  target: {
    label: 'target',
    meaning: 'to what: here a path and a query',
    rfc: 'RFC 9112 §3.2',
    paint: 'target',
  },
  version: {
    label: 'version',
    meaning: 'case counts, one digit on each side',
    rfc: 'RFC 9112 §2.3',
    paint: 'version',
  },
  status: {
    label: 'status',
    meaning: 'three digits that say how it went',
    rfc: 'RFC 9110 §15',
    paint: 'start',
  },
  reason: {
    label: 'reason',
    meaning: 'the same for people; clients ignore it',
    rfc: 'RFC 9112 §4',
    paint: 'target',
  },
  name: {
    label: 'name',
    meaning: 'of a field, in upper or lower case',
    rfc: 'RFC 9110 §5.1',
    paint: 'name',
  },
  colon: {
    label: ':',
    meaning: 'a colon, right behind the name',
    rfc: 'RFC 9112 §5.1',
    paint: 'mark',
  },
  value: {
    label: 'value',
    meaning: 'of the field, up to the end of the line',
    rfc: 'RFC 9110 §5.5',
    paint: 'value',
  },
  space: {
    label: 'SP',
    meaning: 'one space, between two parts',
    rfc: 'RFC 9112 §3',
    paint: 'mark',
  },
  'line-end': {
    label: 'CR LF',
    meaning: 'ends a line: carriage return, line feed',
    rfc: 'RFC 9112 §2.2',
    paint: 'mark',
  },
  'empty-line': {
    label: 'empty',
    meaning: 'a line with nothing in it ends the head',
    rfc: 'RFC 9112 §2.1',
    paint: 'mark',
  },
  data: {
    label: 'body',
    meaning: 'as many bytes as Content-Length says',
    rfc: 'RFC 9112 §6.2',
    paint: 'body',
  },
  'chunk-size': {
    label: 'size',
    meaning: 'of the chunk in hexadecimal: a is 10',
    rfc: 'RFC 9112 §7.1',
    paint: 'start',
  },
  'data-end': {
    label: 'CR LF',
    meaning: 'ends a line, and the data of a chunk',
    rfc: 'RFC 9112 §7.1',
    paint: 'mark',
  },
}

/** Where the same kind is to be called something else. */
const EXCEPTIONS: Readonly<Partial<Record<Place, Words>>> = {
  'status line': {
    space: {
      label: 'SP',
      meaning: 'one space, between two parts',
      rfc: 'RFC 9112 §4',
      paint: 'mark',
    },
  },
  'field line': {
    space: {
      label: 'OWS',
      meaning: 'optional spaces, no part of the value',
      rfc: 'RFC 9110 §5.6.3',
      paint: 'mark',
    },
  },
  chunks: {
    'line-end': {
      label: 'CR LF',
      meaning: 'ends a line, and the data of a chunk',
      rfc: 'RFC 9112 §7.1',
      paint: 'mark',
    },
    data: {
      label: 'data',
      meaning: 'as many bytes as the size says',
      rfc: 'RFC 9112 §7.1',
      paint: 'body',
    },
    'empty-line': {
      label: 'empty',
      meaning: 'no trailer field: the body is over',
      rfc: 'RFC 9112 §7.1',
      paint: 'mark',
    },
  },
}
