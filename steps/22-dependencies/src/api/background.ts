// Work that can wait: a client does not wait for it.
import { log } from '../wire/log.ts'

/** Tasks of one request, for after its response. */
export class BackgroundTasks {
  readonly #tasks: (() => unknown)[] = []

  /** Calls `task` with these values when the response has been sent. */
  add<Values extends readonly unknown[]>(
    task: (...values: Values) => unknown,
    ...values: Values
  ): void {
    this.#tasks.push(() => task(...values))
  }

  /** One after the other. Nobody waits for an error, so it is logged. */
  async run(): Promise<void> {
    for (const task of this.#tasks) {
      try {
        await task()
      } catch (error) {
        log(error)
      }
    }
  }
}
