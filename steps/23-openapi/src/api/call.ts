// One request on its way to a handler: what it brings, what is wrong with it,
// and what has been made for it.
import { type OpenForm, openForm } from '../content/form.ts'
import type { RoutedRequest } from '../web/route-tree.ts'
import { log } from '../wire/log.ts'
import { BackgroundTasks } from './background.ts'
import { readBody } from './body.ts'
import type { Overrides } from './dependency.ts'
import type { Fault } from './fault.ts'
import type { ResponseHead } from './reply.ts'
import type { Scope } from './scope.ts'

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
  readonly scope: Scope
  readonly overrides: Overrides
  readonly #inputs: Inputs | undefined
  #tasks: BackgroundTasks | undefined
  #body: Promise<unknown> | undefined
  #form: Promise<OpenForm> | undefined

  /** Without inputs, the program starts and nobody has asked yet. */
  constructor(scope: Scope, overrides: Overrides, inputs?: Inputs) {
    this.scope = scope
    this.overrides = overrides
    this.#inputs = inputs
  }

  get inputs(): Inputs {
    if (this.#inputs) return this.#inputs
    throw new Error('There is no request while the program starts')
  }

  /** What is left to do when the response has been sent. */
  get tasks(): BackgroundTasks {
    this.#tasks ??= new BackgroundTasks()
    return this.#tasks
  }

  /** Whether something is left behind the response. */
  get isOpen(): boolean {
    return Boolean(this.scope.isOpen || this.#tasks || this.#form)
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

  /** Removes the files of a form that was read. An error is logged. */
  async close(): Promise<void> {
    const form = await this.#form?.catch(() => undefined)
    try {
      await form?.[Symbol.asyncDispose]()
    } catch (error) {
      log(error)
    }
  }
}
