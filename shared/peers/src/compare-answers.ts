// Compares two answers to one request: the status, what went wrong and where,
// the content, and the fields that a client acts upon.
import { headerValues, type RawResponse } from '@barewire/test-kit/raw-response'
import type { Mismatch } from './fastapi-differences.ts'

/** What a client acts upon, part by part. */
type Parts = Readonly<Record<string, string>>

/** What differs. Of answers with different statuses only that. */
export function compareAnswers(
  ours: RawResponse,
  theirs: RawResponse,
): Mismatch[] {
  if (ours.status !== theirs.status) {
    return compareParts(
      { status: String(ours.status) },
      { status: String(theirs.status) },
    )
  }
  return compareParts(partsOf(ours), partsOf(theirs))
}

/** The parts that are not equal. */
export function compareParts(ours: Parts, theirs: Parts): Mismatch[] {
  const parts = new Set([...Object.keys(ours), ...Object.keys(theirs)])
  return [...parts]
    .map((part) => ({
      part,
      ours: ours[part] ?? '',
      theirs: theirs[part] ?? '',
    }))
    .filter((each) => each.ours !== each.theirs)
}

const FIELDS = ['cache-control', 'content-type', 'location']

function partsOf(response: RawResponse): Parts {
  const fields = FIELDS.map((name) => [name, valueOf(response, name)] as const)
  return {
    ...Object.fromEntries(fields),
    allow: sorted(valueOf(response, 'allow').split(/, */)),
    'set-cookie': sorted(cookieOf(response)),
    'www-authenticate': sorted(schemesOf(response)),
    ...contentOf(response),
  }
}

function valueOf(response: RawResponse, name: string): string {
  return headerValues(response, name).join(', ')
}

function sorted(words: readonly string[]): string {
  return words.toSorted().join(', ')
}

/** The attributes, and the cookie without its token. */
function cookieOf(response: RawResponse): string[] {
  const text = valueOf(response, 'set-cookie').toLowerCase()
  return text.replace(/^(\w+)=(?:""|[\w-]{20,})/, '$1=').split(/; */)
}

/** The schemes of all challenges. A comma stands before parameters, too. */
function schemesOf(response: RawResponse): string[] {
  const challenges = valueOf(response, 'www-authenticate').split(/, */)
  return challenges
    .map((challenge) => challenge.replace(/ .*/, '').toLowerCase())
    .filter((scheme) => !scheme.includes('='))
}

function contentOf(response: RawResponse): Parts {
  const type = valueOf(response, 'content-type')
  if (!type.startsWith('application/json') || response.body.length === 0)
    return {}
  const value: unknown = JSON.parse(response.body.toString())
  return response.status < 400
    ? { content: canonical(value) }
    : detailOf(memberOf(value, 'detail'))
}

/** JSON with sorted names, and without the tokens in it. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (name, member: unknown) => {
    if (name === 'token') return ''
    if (Object.prototype.toString.call(member) !== '[object Object]') {
      return member
    }
    const members = Object.entries(Object(member))
    return Object.fromEntries(members.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  })
}

/** A text for people, or a list of what is wrong and where. */
function detailOf(detail: unknown): Parts {
  if (!Array.isArray(detail)) return { detail: typeof detail }
  const places = detail.map((fault) => canonical(memberOf(fault, 'loc')))
  const filled = detail.every((fault) =>
    ['type', 'msg'].every((name) => isFilled(memberOf(fault, name))),
  )
  const input = detail.every((fault) => Object.hasOwn(Object(fault), 'input'))
  return {
    detail: filled ? 'faults' : 'faults without type or msg',
    loc: sorted(places),
    input: input ? 'there' : 'absent',
  }
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function memberOf(value: unknown, name: string): unknown {
  return Object.getOwnPropertyDescriptor(Object(value), name)?.value
}
