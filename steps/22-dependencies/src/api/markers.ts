// What a handler can ask for: path('id', …), query('q', …), body(NewBook).
import type { UploadedFile } from '../content/form.ts'
import type { RoutedRequest } from '../web/route-tree.ts'
import type { BackgroundTasks } from './background.ts'
import { solveBody } from './body.ts'
import type { Call } from './call.ts'
import { type Dependency, solveDependency } from './dependency.ts'
import { take } from './fault.ts'
import { FAULTY, type Marker } from './marker.ts'
import type { ResponseHead } from './reply.ts'
import type { Output, Schema } from './schema.ts'
import {
  type CheckText,
  type CheckTexts,
  solveTexts,
  type TextSource,
} from './texts.ts'

/** Marks a text by its name. */
interface MarkText<From extends TextSource> {
  <const Name extends string, S extends Schema>(
    name: Name,
    schema: S & CheckText<S>,
  ): Marker<Output<S>, From, Name>
}

/** Marks a text by its name, or all texts of a source as one object. */
interface MarkTexts<From extends TextSource> extends MarkText<From> {
  <S extends Schema>(model: S & CheckTexts<S>): Marker<Output<S>, From, ''>
}

function markTexts<const From extends TextSource>(
  source: From,
): MarkTexts<From> {
  function create<const Name extends string, S extends Schema>(
    name: Name,
    schema: S,
  ): Marker<Output<S>, From, Name>
  function create<S extends Schema>(model: S): Marker<Output<S>, From, ''>
  function create(...words: Words): Marker<unknown, From> {
    const [name, schema] = split(words)
    const asked = { source, name, schema }
    return { ...asked, solve: (call) => solveTexts(asked, call) }
  }
  return create
}

type Words = readonly [name: string, schema: Schema] | readonly [model: Schema]

function split(words: Words): readonly [name: string, schema: Schema] {
  return words.length === 2 ? words : ['', words[0]]
}

/** A parameter of the path: "/books/{id}" has `path('id', …)`. */
export const path: MarkText<'path'> = markTexts('path')

/**
 * A parameter of the query, or all of them as one object: `query(Page)`. Each
 * is a text: take z.coerce.number(), not z.number(). A schema for a list gets
 * all of a name.
 */
export const query = markTexts('query')

/** A header field. */
export const header = markTexts('header')

/** A cookie. */
export const cookie = markTexts('cookie')

/** A field of a form. */
export const form = markTexts('form')

/** The body as JSON, or one member of it. */
export function body<const Name extends string, S extends Schema>(
  name: Name,
  schema: S,
): Marker<Output<S>, 'body', Name>
export function body<S extends Schema>(model: S): Marker<Output<S>, 'body', ''>
export function body(...words: Words): Marker<unknown, 'body'> {
  const [name, schema] = split(words)
  const solve = (call: Call) => solveBody(name, schema, call)
  return { source: 'body', name, schema, solve }
}

/** A file of a form. It is removed afterwards: keep a copy. */
export function file(name: string): Marker<UploadedFile, 'file'>
export function file(
  name: string,
  options: { readonly optional: true },
): Marker<UploadedFile | undefined, 'file'>
export function file(
  name: string,
  { optional = false } = {},
): Marker<UploadedFile | undefined, 'file'> {
  const solve = async (call: Call): Promise<unknown> => {
    const { files } = await call.form()
    const output = files.find((each) => each.name === name) ?? FAULTY
    if (output === FAULTY && optional) return undefined
    const issues = output === FAULTY ? [{ message: 'Field required' }] : []
    const checked = { input: undefined, output, issues }
    return take(checked, ['body', name], call.faults)
  }
  return { source: 'file', name, solve }
}

/** The request itself. */
export function request(): Marker<RoutedRequest, 'request'> {
  return { source: 'request', name: '', solve: ({ inputs }) => inputs.request }
}

/** What is sent beside the content: another status, more field lines. */
export function response(): Marker<ResponseHead, 'response'> {
  return { source: 'response', name: '', solve: ({ head }) => head }
}

/** Takes work that can wait until the response has been sent. */
export function background(): Marker<BackgroundTasks, 'background'> {
  return { source: 'background', name: '', solve: ({ tasks }) => tasks }
}

/** What a dependency makes for this request. */
export function depends<T>(dependency: Dependency<T>): Marker<T, 'dependency'> {
  const solve = (call: Call) => solveDependency(dependency, call)
  return { source: 'dependency', name: '', dependency, solve }
}
