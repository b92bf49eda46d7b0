// What is wrong with a request, all of it at once and in the shape that FastAPI
// has made known: {"detail": [{"type", "loc", "msg", "input", "ctx"}]}.
import { HttpError } from '../wire/http-error.ts'
import { FAULTY } from './marker.ts'
import type { Issue, Output, Result, Schema } from './schema.ts'

/** Where a fault is: ["body", "tags", 0]. */
export type Location = readonly (string | number)[]

/** One thing that is wrong. */
export interface Fault {
  /** What the schema's library calls it; "missing" where nothing is. */
  readonly type: string
  readonly loc: Location
  /** For people. */
  readonly msg: string
  /** What was there, unless it is long. */
  readonly input?: unknown
  /** What was wanted: {"minimum": 1}. */
  readonly ctx?: Readonly<Record<string, unknown>>
}

/** Answered with 422 and the list of faults. */
export class ValidationError extends HttpError {
  readonly #faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    const texts = faults.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`)
    super(422, texts.join('; '))
    this.#faults = faults
  }

  override get detail(): readonly Fault[] {
    return this.#faults
  }

  /** What is wrong by field: "title" for all below ["body", "title"]. */
  get messages(): ReadonlyMap<string, string> {
    return new Map(this.#faults.map(({ loc, msg }) => [String(loc[1]), msg]))
  }
}

/** A value, and what a schema makes of it or has against it. */
export interface Checked {
  readonly input: unknown
  readonly output: unknown
  readonly issues?: readonly Issue[] | undefined
}

/** Asks a schema about a value. Most schemas know at once. */
export function check(
  schema: Schema,
  input: unknown,
): Checked | Promise<Checked> {
  const result = schema['~standard'].validate(input)
  if (!(result instanceof Promise)) return checkedOf(input, result)
  return result.then((late) => checkedOf(input, late))
}

function checkedOf(input: unknown, result: Result): Checked {
  if (result.issues) return { input, output: FAULTY, issues: result.issues }
  return { input, output: result.value }
}

/** What a schema makes of a value. Throws 422 with all that is wrong. */
export async function validate<S extends Schema>(
  schema: S,
  input: unknown,
  loc: Location,
): Promise<Output<S>> {
  const result = await schema['~standard'].validate(input)
  if (!result.issues) return result.value
  throw new ValidationError(faultsOf({ input, ...result }, loc))
}

/** The output, and a note of all that is wrong with what came from `loc`. */
export function take(
  checked: Checked,
  loc: Location,
  faults: Fault[],
): unknown {
  if (checked.issues) faults.push(...faultsOf(checked, loc))
  return checked.output
}

// A small request must not become a large answer. A name may come from the
// client, and a message may quote what it has sent.
const MOST_FAULTS = 100
const MOST_CHARACTERS = 1000
const MOST_NAME_CHARACTERS = 100

function faultsOf(
  { input, issues = [] }: Pick<Checked, 'input' | 'issues'>,
  loc: Location,
): Fault[] {
  return firstByPlace(issues).map((issue) => {
    const path = keysOf(issue)
    const place = [...loc, ...path.map(shortName)]
    const value = memberAt(input, path)
    const parent = path.length > 0 ? memberAt(input, path.slice(0, -1)) : null
    // Nothing is missing from a text, and a rule of your own knows better.
    const canMiss = typeof parent === 'object' && issue.code !== 'custom'
    if (value === undefined && canMiss) {
      return {
        type: 'missing',
        loc: place,
        msg: 'Field required',
        ...short(parent),
      }
    }
    const type = issue.code ?? issue.type ?? 'value_error'
    const msg = issue.message.slice(0, MOST_CHARACTERS)
    const fault = { type, loc: place, msg, ...short(value) }
    const ctx = wantedBy(issue)
    return Object.keys(ctx).length > 0 ? { ...fault, ctx } : fault
  })
}

/** One issue a place: what else is wrong there may come from the first. */
function firstByPlace(issues: readonly Issue[]): Issue[] {
  const places = new Map<string, Issue>()
  for (const issue of issues) {
    if (places.size === MOST_FAULTS) break
    const place = JSON.stringify(keysOf(issue).map(shortName))
    if (!places.has(place)) places.set(place, issue)
  }
  return [...places.values()]
}

/** The keys on the way to what is wrong. */
export function keysOf({ path = [] }: Issue): (string | number)[] {
  // ArkType's path is a kind of array whose own map() adds to it.
  return [...path].map((segment) => {
    const key = typeof segment === 'object' ? segment.key : segment
    return typeof key === 'number' ? key : String(key)
  })
}

/** What a value has there; what it inherits does not count. */
export function memberAt(value: unknown, path: Location): unknown {
  return path.reduce<unknown>(
    (parent, key) =>
      typeof parent === 'object' && parent !== null
        ? Object.getOwnPropertyDescriptor(parent, key)?.value
        : undefined,
    value,
  )
}

function short(input: unknown): Pick<Fault, 'input'> {
  const length = JSON.stringify(input)?.length ?? 0
  return length > MOST_CHARACTERS ? {} : { input }
}

function shortName(key: string | number): string | number {
  return typeof key === 'string' ? key.slice(0, MOST_NAME_CHARACTERS) : key
}

const WANTED = ['expected', 'minimum', 'maximum', 'format', 'pattern', 'values']

function wantedBy(issue: Issue): Record<string, unknown> {
  const known = Object.entries(issue).filter(
    ([name, value]) => WANTED.includes(name) && value !== null,
  )
  // JSON has no bigint.
  const text = JSON.stringify(Object.fromEntries(known), (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  return JSON.parse(text)
}
