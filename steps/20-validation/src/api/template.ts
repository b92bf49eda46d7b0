// Templates of paths, "/books/{id}", and the names in them. The compiler knows
// these names too, and compares them with the markers.
import type { Marker, Markers } from './marker.ts'

/** The names in a template: "/books/{id}" has "id". */
export type NamesIn<Template extends string> =
  Template extends `${string}{${infer Name}}${infer Rest}`
    ? (Name extends `${infer Short}:path` ? Short : Name) | NamesIn<Rest>
    : never

/** The names of path markers; `never` where there is another marker. */
type Marked<M extends Markers> = {
  [K in keyof M]: M[K] extends Marker<infer _, 'path', infer Name>
    ? Name
    : never
}

/** Those that come again. */
type Twice<Names> = Names extends readonly [infer First, ...infer Others]
  ? (First & Others[number]) | Twice<Others>
  : never

/** A mistake that the compiler shows instead of a type. */
export interface Mistake<Message extends string> {
  readonly mistake: Message
}

/** `unknown` if there is no message, else a mistake. */
export type Refuse<Message extends string> = [Message] extends [never]
  ? unknown
  : Mistake<Message>

/** Compares the names in a template with those of the markers. */
export type CheckNames<
  T extends string,
  M extends Markers,
  Names extends readonly string[] = Marked<M>,
> = Refuse<
  | `path('${Exclude<Names[number], NamesIn<T>>}') is not in '${T}'`
  | `'{${Exclude<NamesIn<T>, Names[number]>}}' in '${T}' has no path() marker`
  | `path('${Twice<Names> & string}') is there twice`
>

/** The names in a template, at run time. Throws where markers have others. */
export function namesIn(template: string, markers: Markers): string[] {
  const found = [...template.matchAll(/\{(\w+)(?::path)?\}/g)]
  const names = found.map(([, name = '']) => name)
  const marked = markers.filter(({ source }) => source === 'path')
  const strange = marked.find(({ name }) => !names.includes(name))
  const bare = names.find((name) => !marked.some((one) => one.name === name))
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  const wrong =
    (strange && `path('${strange.name}') is not in '${template}'`) ??
    (bare && `'{${bare}}' in '${template}' has no path() marker`) ??
    (twice && `'{${twice}}' is in '${template}' twice`)
  if (wrong !== undefined) throw new Error(wrong)
  return names
}
