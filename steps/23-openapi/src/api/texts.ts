// Texts under names: what paths, queries, fields, cookies and forms bring. They
// become numbers or dates only where a schema says so.
import { parseCookies } from '../web/cookies.ts'
import type { Call } from './call.ts'
import { check, type Checked, type Fault, keysOf, take } from './fault.ts'
import type { Input, Schema } from './schema.ts'
import type { Mistake, Refuse } from './template.ts'

/** The sources that bring texts. */
export type TextSource = 'path' | 'query' | 'header' | 'cookie' | 'form'

/** Whether a schema that takes `In` would refuse every text. */
type IsNoText<In> = unknown extends In
  ? false
  : [Extract<In, string | readonly unknown[]>] extends [never]
    ? true
    : false

/** Refuses schemas that would refuse every text. */
export type CheckText<S extends Schema> =
  IsNoText<Input<S>> extends true
    ? Mistake<'It gets a text: take z.coerce.number(), not z.number()'>
    : unknown

/** Refuses objects with a member that would. */
export type CheckTexts<S extends Schema> = Refuse<Sentence<NoTexts<Input<S>>>>

type Sentence<Name extends string> =
  `'${Name}' gets a text: z.coerce.number(), not z.number()`

type NoTexts<In> = {
  [K in keyof In]-?: IsNoText<In[K]> extends true ? K : never
}[keyof In] &
  string

/** The text under a name; without one, all texts as one object. */
interface Asked {
  readonly source: TextSource
  readonly name: string
  readonly schema: Schema
}

/** Solves what a marker asks for. */
export function solveTexts(asked: Asked, call: Call): unknown {
  const { source } = asked
  const { faults } = call
  if (source !== 'form') return solvePairs(asked, pairsOf(source, call), faults)
  return call.form().then(({ fields }) => solvePairs(asked, fields, faults))
}

function solvePairs(
  { source, name, schema }: Asked,
  pairs: Pairs,
  faults: Fault[],
): unknown {
  const start = source === 'form' ? 'body' : source
  if (name === '') {
    const checking = checkModel(schema, group(pairs))
    return checking.then((checked) => take(checked, [start], faults))
  }
  // Names of fields are compared without case (RFC 9110 §5.1).
  const key = source === 'header' ? name.toLowerCase() : name
  const values = valuesOf(key, pairs)
  const last = check(schema, values.at(-1))
  // Most texts fit, and most schemas know at once.
  if (!(last instanceof Promise) && !last.issues) return last.output
  const checking = checkList(schema, values, last)
  return checking.then((checked) => take(checked, [start, name], faults))
}

type Pairs = Iterable<readonly [name: string, value: string]>
type Texts = ReadonlyMap<string, readonly string[]>

function valuesOf(name: string, pairs: Pairs): string[] {
  const values: string[] = []
  for (const [other, value] of pairs) {
    if (other === name) values.push(value)
  }
  return values
}

function group(pairs: Pairs): Texts {
  const texts = new Map<string, string[]>()
  for (const [name, value] of pairs) {
    const values = texts.get(name)
    if (values) values.push(value)
    else texts.set(name, [value])
  }
  return texts
}

function pairsOf(source: Exclude<TextSource, 'form'>, call: Call): Pairs {
  const { path, request } = call.inputs
  if (source === 'path') return path
  if (source === 'query') return request.query
  if (source === 'header') return request.headers
  return parseCookies(request.headers)
}

/** Names repeat. The last value counts, or all where a schema wants a list. */
async function checkList(
  schema: Schema,
  values: readonly string[],
  first: Checked | Promise<Checked>,
): Promise<Checked> {
  const last = await first
  if (!last.issues || values.length === 0) return last
  const all = await check(schema, values)
  const wantsList = compare([all, last, await check(schema, {})], 0)
  return wantsList('') ? all : last
}

async function checkModel(schema: Schema, texts: Texts): Promise<Checked> {
  const ask = (pick: (values: readonly string[], name: string) => unknown) => {
    const picked = [...texts].map(([name, all]) => [name, pick(all, name)])
    return check(schema, Object.fromEntries(picked))
  }
  const last = await ask((values) => values.at(-1))
  if (!last.issues) return last
  const all = await ask((values) => values)
  const wantsList = compare([all, last, await ask(() => ({}))], 1)
  return ask((values, name) => (wantsList(name) ? values : values.at(-1)))
}

/**
 * Whether a schema wants a list under a name: then a list has fewer faults
 * there than a text, and none that something else has, too.
 */
function compare(
  answers: readonly Checked[],
  depth: number,
): (name: string) => boolean {
  const kinds = answers.map((answer) => kindsAt(depth, answer))
  return (name) => {
    const [list = [], text = [], other = []] = kinds.map((each) =>
      each.get(name),
    )
    const better = text.some((kind) => !list.includes(kind))
    return better && !list.some((kind) => other.includes(kind))
  }
}

/** The kinds of faults at a depth, by the names there. */
function kindsAt(depth: number, { issues = [] }: Checked): Texts {
  const there = issues.filter(({ path = [] }) => path.length === depth)
  return group(
    there.map((issue) => [
      String(keysOf(issue)[0] ?? ''),
      issue.code ?? issue.type ?? '',
    ]),
  )
}
