// The RFC cases are those of "wire-cases.json", bytes, demands and all. That
// file is kept beside the repository, not in it, so it may be absent.
import { ROOT } from '@barewire/course/steps'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { expect, it } from 'vitest'
import { RFC_CASES, type RfcCase } from '../src/rfc-case.ts'

interface WireCase {
  readonly id: string
  readonly rfc: string
  readonly send: readonly object[]
  readonly expect: object
}

const FILE = join(ROOT, '../shared/facts/wire-cases.json')
const found = existsSync(FILE) ? [FILE] : []

/** What we call otherwise. */
const NAMES: Readonly<Record<string, string>> = {
  alt: 'alternatives',
  echo_re: 'echoPattern',
  header_re: 'headerPattern',
  pause_ms: 'pauseMilliseconds',
  wait_ms: 'waitMilliseconds',
  closed_within_ms: 'closedWithinMilliseconds',
}

/** What the parser of responses demands of every one. */
const PARSED = new Set(['no_body', 'not_both', 'valid_head'])

/** What is demanded only where it is not null. */
const OPTIONAL = new Set(['closes', 'responses', 'max_responses'])

/** What is compared apart, and what ours say for those who compare servers. */
const OURS = new Set(['expect', 'at', 'application', 'persistent'])

/**
 * Cases in which we allow what those demands exclude by their letter: a
 * refusal without the body of the 2xx, or that closes.
 */
const MILDER = new Set(
  'fr-03 fr-45 fr-52 fr-53 ch-18 ch-19 sm-21 sm-23 ex-02'.split(' '),
)

it('says so where the wire cases are absent', () => {
  const absent = 'There is no wire-cases.json, so nothing was compared.'
  if (found.length === 0) console.log(absent)
  expect(found.length).toBeLessThan(2)
})

it.each(found)('has every wire case, and no other', (file) => {
  const { cases }: { cases: WireCase[] } = JSON.parse(
    readFileSync(file, 'utf8'),
  )
  expect(cases.length).toBeGreaterThan(0)
  expect(RFC_CASES.map(spelledOut)).toEqual(cases.map(inOurWords))
})

it.each(found)('has a reason for each demand that is milder', (file) => {
  const { cases }: { cases: WireCase[] } = JSON.parse(
    readFileSync(file, 'utf8'),
  )
  const demands = new Map(cases.map((one) => [one.id, demandsOf(one)]))
  const other = RFC_CASES.filter(
    ({ id, expect: own }) => !isDeepStrictEqual(own, demands.get(id)),
  )
  expect(new Set(other.map(({ id }) => id))).toEqual(MILDER)
})

/** A piece that is sent three times is three pieces in their file. */
function spelledOut(one: RfcCase): object {
  const send = one.send.flatMap(({ times = 1, ...piece }) =>
    Array.from({ length: times }, () => piece),
  )
  const rfc = one.rfc.replaceAll('RFC ', '')
  return without({ ...one, send, rfc }, OURS)
}

function inOurWords(one: WireCase): unknown {
  return renamed(without(one, OURS))
}

function without(value: object, names: ReadonlySet<string>): object {
  const kept = Object.entries(value).filter(([name]) => !names.has(name))
  return Object.fromEntries(kept)
}

function demandsOf({ expect: demands }: WireCase): unknown {
  const kept = Object.entries(demands).filter(
    ([name, value]) => value !== null || !OPTIONAL.has(name),
  )
  return renamed(Object.fromEntries(kept))
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([name]) => !PARSED.has(name))
  return Object.fromEntries(
    kept.map(([name, each]) => [nameOf(name), renamed(each)]),
  )
}

function nameOf(name: string): string {
  return (
    NAMES[name] ?? name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())
  )
}
