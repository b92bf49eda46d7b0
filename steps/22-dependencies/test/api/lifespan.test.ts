// The life of an app: what it needs is made once, and ended in the end.
import { setImmediate } from 'node:timers/promises'
import { watchErrors } from '@barewire/test-kit/watch-errors'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { dependency } from '#src/api/dependency.ts'
import { depends, query } from '#src/api/markers.ts'
import { TestClient } from '#src/web/test-client.ts'

const errors = watchErrors()
const steps: string[] = []

beforeEach(() => {
  steps.length = 0
})

function fail(message: string): () => never {
  return () => {
    throw new Error(message)
  }
}

/** Something that lives long, and may fail in the end. */
function work(name: string, ended = () => {}) {
  return dependency([], async function* () {
    await setImmediate()
    steps.push(`${name} begins`)
    try {
      yield { name }
    } finally {
      await setImmediate()
      steps.push(`${name} ends`)
      ended()
    }
  })
}

describe('the lifespan of an app', () => {
  it('begins before the first of many requests, and once', async () => {
    const pool = work('pool')
    const app = new App({ lifespan: pool })
    app.get('/', [depends(pool)], (made) => {
      steps.push(made.name)
      return made
    })
    const client = new TestClient(app.handle)
    expect(steps).toEqual([])
    const targets = ['/', '/', '/nowhere', '/']
    const answers = await Promise.all(targets.map((each) => client.get(each)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 200])
    await app.start()
    expect(steps).toEqual(['pool begins', 'pool', 'pool', 'pool'])
    await app.stop()
    expect(steps.slice(4)).toEqual(['pool ends'])
  })

  it('ends in reverse order, and once', async () => {
    const lifespan = dependency(
      [depends(work('one')), depends(work('two'))],
      () => {},
    )
    const app = new App({ lifespan })
    await app.start()
    await Promise.all([app.stop(), app.stop()])
    await app.stop()
    expect(steps).toEqual(['one begins', 'two begins', 'two ends', 'one ends'])
  })

  it('has nothing to end that has not begun', async () => {
    const app = new App({ lifespan: work('one') })
    await app.stop()
    expect(steps).toEqual([])
    await new App().start()
    await new App().stop()
  })

  it('ends, too, when it is told so while it begins', async () => {
    const app = new App({ lifespan: work('one') })
    const started = app.start()
    await app.stop()
    await started
    expect(steps).toEqual(['one begins', 'one ends'])
  })

  it('shares what it has made with every request', async () => {
    const pool = work('pool')
    const above = dependency([depends(pool)], (made) => made)
    const app = new App({ lifespan: pool })
    const seen = new Set<object>()
    app.get('/', [depends(pool), depends(above)], (...made) => {
      for (const each of made) seen.add(each)
    })
    const client = new TestClient(app.handle)
    for (let i = 0; i < 3; i += 1) await client.get('/')
    expect(seen.size).toBe(1)
    await app.stop()
    expect(steps).toEqual(['pool begins', 'pool ends'])
  })

  it('is the own one of each app', async () => {
    const pool = work('pool')
    const apps = [new App({ lifespan: pool }), new App({ lifespan: pool })]
    await Promise.all(apps.map((app) => app.start()))
    await apps[0]?.stop()
    expect(steps).toEqual(['pool begins', 'pool begins', 'pool ends'])
    await apps[1]?.stop()
  })

  it('takes overrides', async () => {
    const pool = work('pool')
    const app = new App({ lifespan: pool })
    app.overrides.set(pool, work('fake'))
    app.get('/', [depends(pool)], ({ name }) => name)
    expect((await new TestClient(app.handle).get('/')).json()).toBe('fake')
    await app.stop()
    expect(steps).toEqual(['fake begins', 'fake ends'])
  })
})

describe('a lifespan that cannot begin', () => {
  it('rejects, and cleans up what it has made', async () => {
    const lifespan = dependency(
      [depends(work('one')), depends(dependency([], fail('no disk')))],
      () => {},
    )
    const app = new App({ lifespan })
    await expect(app.start()).rejects.toThrow('no disk')
    await expect(app.start()).rejects.toThrow('no disk')
    expect(steps).toEqual(['one begins', 'one ends'])
    await app.stop()
    expect(steps).toHaveLength(2)
  })

  it('answers requests with 500 and calls no handler', async () => {
    errors.mockImplementation(() => {})
    const app = new App({ lifespan: dependency([], fail('no disk')) })
    const handler = vi.fn<() => void>()
    app.get('/', [], handler)
    const client = new TestClient(app.handle)
    const answers = await Promise.all([client.get('/'), client.get('/')])
    expect(answers.map(({ status }) => status)).toEqual([500, 500])
    expect(handler).not.toHaveBeenCalled()
    const error = new Error('no disk')
    expect(errors.mock.calls).toEqual([[error], [error]])
    errors.mockClear()
  })

  it('is one that asks for a request', async () => {
    const lifespan = dependency([query('q', z.string())], (q) => q)
    const app = new App({ lifespan })
    const sentence = 'There is no request while the program starts'
    await expect(app.start()).rejects.toThrow(sentence)
  })
})

describe('a lifespan that cannot end', () => {
  it('rejects, and ends the others', async () => {
    const lifespan = dependency(
      [
        depends(work('one')),
        depends(work('two', fail('stuck'))),
        depends(work('three')),
      ],
      () => {},
    )
    const app = new App({ lifespan })
    await app.start()
    await expect(app.stop()).rejects.toThrow('stuck')
    expect(steps.slice(3)).toEqual(['three ends', 'two ends', 'one ends'])
  })
})

describe('the end of an app', () => {
  it('waits for clean-ups that still run', async () => {
    const pool = work('pool')
    const app = new App({ lifespan: pool })
    app.get('/', [depends(work('request'))], () => 1)
    await new TestClient(app.handle).get('/')
    expect(steps.at(-1)).toBe('request begins')
    await app.stop()
    expect(steps.slice(-2)).toEqual(['request ends', 'pool ends'])
  })

  it('waits for requests that came while it waited', async () => {
    const pool = work('pool')
    const app = new App({ lifespan: pool })
    app.get('/', [depends(work('request'))], () => 1)
    const client = new TestClient(app.handle)
    await client.get('/')
    const stopped = app.stop()
    const last = client.get('/')
    await stopped
    expect((await last).status).toBe(200)
    expect(steps.filter((step) => step === 'request ends')).toHaveLength(2)
    expect(steps.at(-1)).toBe('pool ends')
  })

  it('does not wait for ever', async () => {
    const app = new App({ lifespan: work('pool'), stopMilliseconds: 50 })
    app.get('/', [], () => new Promise<string>(() => {}))
    await app.start()
    void new TestClient(app.handle).get('/')
    errors.mockImplementation(() => {})
    await app.stop()
    expect(steps).toEqual(['pool begins', 'pool ends'])
    expect(errors.mock.calls).toEqual([
      ['Stopped with 1 unfinished requests or tasks'],
    ])
    errors.mockClear()
  })
})
