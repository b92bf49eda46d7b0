// What dependencies have made, for one request or for the whole app, and how
// to end it: in reverse order, whatever happens.
import type { Dependency, Lifetime } from './dependency.ts'

type AnyGenerator = Generator | AsyncGenerator

/** A place for what dependencies make. */
export class Scope {
  readonly #parent: Scope | undefined
  #values: Map<Dependency, unknown> | undefined
  readonly #open: (readonly [Lifetime, AnyGenerator])[] = []

  /** What the parent has is not made again. */
  constructor(parent?: Scope) {
    this.#parent = parent
  }

  /** Whether something in it has to be ended. */
  get isOpen(): boolean {
    return this.#open.length > 0
  }

  has(dependency: Dependency): boolean {
    return (
      this.#values?.has(dependency) || this.#parent?.has(dependency) === true
    )
  }

  get(dependency: Dependency): unknown {
    if (this.#values?.has(dependency)) return this.#values.get(dependency)
    return this.#parent?.get(dependency)
  }

  keep(dependency: Dependency, value: unknown): unknown {
    this.#values ??= new Map()
    this.#values.set(dependency, value)
    return value
  }

  /** Runs a dependency up to its `yield`, or to its end. */
  async enter(
    { run, scope }: Dependency,
    values: readonly unknown[],
  ): Promise<unknown> {
    // The compiler has compared the values with its markers.
    const made: unknown = Reflect.apply(run, undefined, values)
    if (!isGenerator(made)) return made
    const { value, done } = await made.next()
    if (done) throw new Error('A dependency has to yield, once')
    this.#open.push([scope, made])
    return value
  }

  /** Ends what lives that long, or all of it. An error ends the rest, too. */
  async exit(scope?: Lifetime): Promise<void> {
    for (const entry of this.#open.toReversed()) {
      const [own, generator] = entry
      if (scope !== undefined && own !== scope) continue
      this.#open.splice(this.#open.indexOf(entry), 1)
      try {
        await end(generator)
      } catch (error) {
        throw await this.fail(error)
      }
    }
  }

  /** Ends all of it with an error, and gives the one that comes out. */
  async fail(error: unknown): Promise<unknown> {
    let last = error
    for (let next = this.#open.pop(); next; next = this.#open.pop()) {
      try {
        const { done } = await next[1].throw(last)
        if (!done) await next[1].return(undefined)
      } catch (other) {
        last = other
      }
    }
    return last
  }
}

// Functions that call a generator function count, as they do for the compiler.
function isGenerator(made: unknown): made is AnyGenerator {
  const kind = Object.prototype.toString.call(made)
  return kind === '[object Generator]' || kind === '[object AsyncGenerator]'
}

async function end(generator: AnyGenerator): Promise<void> {
  const { done } = await generator.next()
  if (done) return
  await generator.return(undefined)
  throw new Error('A dependency has yielded twice')
}
