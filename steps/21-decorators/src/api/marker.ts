// A marker says where one parameter of a handler comes from and what it has to
// be. A route lists its markers in the order of its handler's parameters.
import type { Call } from './call.ts'
import type { Schema } from './schema.ts'

/** Where a value comes from. */
export type Source =
  | 'path'
  | 'query'
  | 'header'
  | 'cookie'
  | 'form'
  | 'file'
  | 'body'
  | 'request'
  | 'response'

/** One parameter of a handler; `T` is its type. */
export interface Marker<
  T = unknown,
  From extends Source = Source,
  Name extends string = string,
> {
  readonly source: From
  /** Empty: all that the source has, as one object. */
  readonly name: Name
  readonly schema?: Schema<T>
  /** Finds the value for a call, or notes in it what is wrong. */
  readonly solve: (call: Call) => unknown
}

export type Markers = readonly Marker[]

/** The types of a handler's parameters. */
export type Values<M extends Markers> = {
  -readonly [K in keyof M]: M[K] extends Marker<infer T> ? T : never
}

/** Stands for a value that could not be had. */
export const FAULTY = Symbol('faulty')

/** The values of markers, one after the other, in their order. */
export async function solveAll(
  markers: Markers,
  call: Call,
): Promise<unknown[]> {
  const values: unknown[] = []
  for (const marker of markers) {
    const value = marker.solve(call)
    // What is here is not waited for.
    values.push(value instanceof Promise ? await value : value)
  }
  return values
}
