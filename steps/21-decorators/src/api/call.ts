// One request on its way to a handler: what it brings, and what is wrong with
// it.
import { type OpenForm, openForm } from '../content/form.ts'
import type { RoutedRequest } from '../web/route-tree.ts'
import { readBody } from './body.ts'
import type { Fault } from './fault.ts'
import type { ResponseHead } from './reply.ts'

/** A request, and the values in its path by name. */
export interface Inputs {
  readonly request: RoutedRequest
  readonly path: Iterable<readonly [name: string, value: string]>
}

/** One request on its way. A body is read when a marker asks for it. */
export class Call {
  /** All that is wrong, as it is found. */
  readonly faults: Fault[] = []
  /** What the handler says beside its content. */
  readonly head: ResponseHead = { headers: [] }
  readonly inputs: Inputs
  #body: Promise<unknown> | undefined
  #form: Promise<OpenForm> | undefined

  constructor(inputs: Inputs) {
    this.inputs = inputs
  }

  /** What the JSON says, undefined without a body. Throws 400, 415 or 422. */
  body(): Promise<unknown> {
    this.#body ??= readBody(this.inputs.request)
    return this.#body
  }

  /** Throws 400, 413 or 415. */
  form(): Promise<OpenForm> {
    this.#form ??= openForm(this.inputs.request)
    return this.#form
  }

  /** Removes the files of a form that was read. */
  async close(): Promise<void> {
    const form = await this.#form?.catch(() => undefined)
    await form?.[Symbol.asyncDispose]()
  }
}
