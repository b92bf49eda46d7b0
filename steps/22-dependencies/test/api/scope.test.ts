// Clean-up: in reverse order, whatever happens.
import { setImmediate } from 'node:timers/promises'
import { watchErrors } from '@barewire/test-kit/watch-errors'
import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { type Dependency, dependency } from '#src/api/dependency.ts'
import { depends, response } from '#src/api/markers.ts'
import type { ResponseHead } from '#src/api/reply.ts'
import { TestClient } from '#src/web/test-client.ts'
import { HttpError } from '#src/wire/http-error.ts'

const errors = watchErrors()
const steps: string[] = []

beforeEach(() => {
  steps.length = 0
})

interface Work {
  readonly on?: Dependency
  readonly scope?: 'request' | 'function'
  /** What it does with an error, or in the end. */
  readonly caught?: (error: unknown) => void
  readonly ended?: () => void
}

/** A dependency that notes what happens to it. */
function work(name: string, { on, scope, caught, ended }: Work = {}) {
  return dependency(
    on ? [depends(on)] : [],
    async function* () {
      steps.push(`${name} begins`)
      try {
        yield name
        steps.push(`${name} ends well`)
      } catch (error) {
        steps.push(`${name} ends with ${messageOf(error)}`)
        if (!caught) throw error
        caught(error)
      } finally {
        await setImmediate()
        steps.push(`${name} is gone`)
        ended?.()
      }
    },
    { scope: scope ?? 'request' },
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function fail(message: string): () => never {
  return () => {
    throw new Error(message)
  }
}

/** Asks an app whose one handler stands on these, and waits for all. */
async function ask(
  dependencies: readonly Dependency[],
  handler: () => unknown = () => void steps.push('handler'),
) {
  const app = new App()
  app.get('/', [], handler, { dependencies })
  const answer = await new TestClient(app.handle).get('/')
  steps.push(`answer ${answer.status}`)
  await app.stop()
  return answer
}

/** What was logged, which is then forgotten. */
function logged(): string[] {
  const messages = errors.mock.calls.map(([error]) => messageOf(error))
  errors.mockClear()
  return messages
}

describe('clean-up', () => {
  it('is in reverse order, behind the answer', async () => {
    const one = work('one')
    const two = work('two', { on: one })
    await ask([two, work('three')])
    expect(steps).toEqual([
      'one begins',
      'two begins',
      'three begins',
      'handler',
      'answer 200',
      'three ends well',
      'three is gone',
      'two ends well',
      'two is gone',
      'one ends well',
      'one is gone',
    ])
  })

  it('comes before the answer for the scope of a function', async () => {
    const one = work('one', { scope: 'function' })
    await ask([work('request'), one, work('two', { scope: 'function' })])
    expect(steps.filter((step) => !/begins|well/.test(step))).toEqual([
      'handler',
      'two is gone',
      'one is gone',
      'answer 200',
      'request is gone',
    ])
  })

  it('of a synchronous generator is the same', async () => {
    const one = dependency([], function* () {
      try {
        yield 1
      } finally {
        steps.push('one is gone')
      }
    })
    await ask([one])
    expect(steps).toEqual(['handler', 'answer 200', 'one is gone'])
  })

  it('hears of an error, before the answer', async () => {
    const refuse = () => {
      throw new HttpError(418, 'tea')
    }
    const answer = await ask([work('one'), work('two')], refuse)
    expect(answer.json()).toEqual({ detail: 'tea' })
    expect(steps).toEqual([
      'one begins',
      'two begins',
      'two ends with tea',
      'two is gone',
      'one ends with tea',
      'one is gone',
      'answer 418',
    ])
  })

  it('hears of the error of a dependency that comes later', async () => {
    const refuse = dependency([], fail('late'))
    errors.mockImplementation(() => {})
    await ask([work('one'), refuse, work('never')])
    expect(steps).toEqual([
      'one begins',
      'one ends with late',
      'one is gone',
      'answer 500',
    ])
    expect(logged()).toEqual(['late'])
  })

  it.each([
    ['that the response does not fit', { response: z.int() }, 'a', []],
    ['that a status is none', { status: 99 }, 'a', []],
    ['that a field is none', {}, 'a', [['X-A', 'b\r\nc']]],
    ['that it is no JSON', {}, 1n, []],
  ] as const)('hears %s', async (_, options, content, lines) => {
    errors.mockImplementation(() => {})
    const app = new App()
    const one = work('one', { scope: 'function' })
    const handler = (_one: string, { headers }: ResponseHead): unknown => {
      for (const [name, value] of lines) headers.push([name, value])
      return content
    }
    const add: (...route: never[]) => void = app.get
    Reflect.apply(add, app, ['/', [depends(one), response()], handler, options])
    const answer = await new TestClient(app.handle).get('/')
    expect(answer.status).toBe(500)
    expect(steps).toContainEqual(expect.stringMatching(/^one ends with .{9}/))
    expect(logged()).toHaveLength(1)
  })

  it('may replace an error', async () => {
    const caught = () => {
      throw new HttpError(409, 'Taken')
    }
    const one = work('one')
    const answer = await ask([one, work('two', { caught })], fail('UNIQUE'))
    expect(answer.json()).toEqual({ detail: 'Taken' })
    expect(steps).toContain('two ends with UNIQUE')
    expect(steps).toContain('one ends with Taken')
  })

  it('cannot keep an error to itself', async () => {
    const caught = () => {}
    errors.mockImplementation(() => {})
    await ask([work('one'), work('two', { caught })], fail('a bug'))
    expect(steps).toContain('one ends with a bug')
    expect(steps).toContain('answer 500')
    expect(logged()).toEqual(['a bug'])
  })

  it('that fails behind the answer is logged, and ends others', async () => {
    errors.mockImplementation(() => {})
    const two = work('two', { ended: fail('stuck') })
    const answer = await ask([work('one'), two, work('three')])
    expect(answer.status).toBe(200)
    expect(steps.slice(4)).toEqual([
      'answer 200',
      'three ends well',
      'three is gone',
      'two ends well',
      'two is gone',
      'one ends with stuck',
      'one is gone',
    ])
    expect(logged()).toEqual(['stuck'])
  })

  it('that fails before the answer is answered with 500', async () => {
    errors.mockImplementation(() => {})
    const two = work('two', { ended: fail('stuck'), scope: 'function' })
    const one = work('one', { scope: 'function' })
    await ask([work('zero'), one, two])
    expect(steps.slice(4)).toEqual([
      'two ends well',
      'two is gone',
      'one ends with stuck',
      'one is gone',
      'zero ends with stuck',
      'zero is gone',
      'answer 500',
    ])
    expect(logged()).toEqual(['stuck'])
  })

  it('may refuse in the end, as a commit does', async () => {
    const ended = () => {
      throw new HttpError(409, 'Somebody was faster')
    }
    const answer = await ask([work('one', { ended, scope: 'function' })])
    expect(answer.json()).toEqual({ detail: 'Somebody was faster' })
    expect(answer.status).toBe(409)
  })
})

describe('a generator that yields twice', () => {
  const SENTENCE = 'A dependency has yielded twice'

  function twice(scope: 'request' | 'function'): Dependency {
    return dependency(
      [],
      function* () {
        try {
          yield 1
          yield 2
        } finally {
          steps.push('twice is gone')
        }
      },
      { scope },
    )
  }

  it('is logged, and ended like the others', async () => {
    errors.mockImplementation(() => {})
    const answer = await ask([work('one'), twice('request')])
    expect(answer.status).toBe(200)
    expect(steps.slice(-3)).toEqual([
      'twice is gone',
      `one ends with ${SENTENCE}`,
      'one is gone',
    ])
    expect(logged()).toEqual([SENTENCE])
  })

  it('is answered with 500 where that is possible', async () => {
    errors.mockImplementation(() => {})
    const answer = await ask([work('one'), twice('function')])
    expect(answer.json()).toEqual({ detail: 'Internal Server Error' })
    expect(steps).toContain('twice is gone')
    expect(logged()).toEqual([SENTENCE])
  })

  it('is ended, too, when it yields over an error', async () => {
    const again = dependency([], function* () {
      try {
        yield 1
      } catch {
        yield 2
      } finally {
        steps.push('again is gone')
      }
    })
    const refuse = () => {
      throw new HttpError(418, 'tea')
    }
    const answer = await ask([again], refuse)
    expect(answer.status).toBe(418)
    expect(steps).toEqual(['again is gone', 'answer 418'])
  })
})
