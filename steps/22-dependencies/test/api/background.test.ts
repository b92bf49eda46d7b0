// Background tasks: behind the response, one after the other.
import { setImmediate } from 'node:timers/promises'
import { watchErrors } from '@barewire/test-kit/watch-errors'
import { describe, expect, it, vi } from 'vitest'
import { App } from '#src/api/app.ts'
import { BackgroundTasks } from '#src/api/background.ts'
import { dependency } from '#src/api/dependency.ts'
import { background, depends } from '#src/api/markers.ts'
import { TestClient } from '#src/web/test-client.ts'
import { HttpError } from '#src/wire/http-error.ts'

const errors = watchErrors()

describe('BackgroundTasks', () => {
  it('runs nothing when there is nothing', async () => {
    expect(await new BackgroundTasks().run()).toBe(undefined)
  })

  it('runs tasks in order, each when the one before is done', async () => {
    const steps: string[] = []
    const tasks = new BackgroundTasks()
    tasks.add(async (name: string) => {
      steps.push(`${name} begins`)
      await setImmediate()
      steps.push(`${name} ends`)
    }, 'one')
    tasks.add((a: number, b: string) => void steps.push(`${a} ${b}`), 2, 'two')
    expect(steps).toEqual([])
    await tasks.run()
    expect(steps).toEqual(['one begins', 'one ends', '2 two'])
  })

  it('runs what a task adds', async () => {
    const tasks = new BackgroundTasks()
    const later = vi.fn<() => void>()
    tasks.add(() => tasks.add(later))
    await tasks.run()
    expect(later).toHaveBeenCalledTimes(1)
  })

  it('logs an error and goes on', async () => {
    errors.mockImplementation(() => {})
    const tasks = new BackgroundTasks()
    const last = vi.fn<() => void>()
    tasks.add(() => {
      throw new Error('one')
    })
    tasks.add(() => Promise.reject(new Error('two')))
    tasks.add(last)
    await tasks.run()
    expect(errors.mock.calls).toEqual([[new Error('one')], [new Error('two')]])
    expect(last).toHaveBeenCalledTimes(1)
    errors.mockClear()
  })
})

describe('background()', () => {
  it('takes tasks of handlers and dependencies for one request', async () => {
    const steps: string[] = []
    const note = (text: string) => void steps.push(text)
    const app = new App()
    const audit = dependency([background()], (tasks) => {
      tasks.add(note, 'audit')
    })
    app.get('/', [depends(audit), background()], (_, tasks) => {
      tasks.add(note, 'handler')
      note('answer')
    })
    const client = new TestClient(app.handle)
    await client.get('/')
    await vi.waitFor(() => expect(steps).toHaveLength(3), 5_000)
    await client.get('/')
    await app.stop()
    const once = ['answer', 'audit', 'handler']
    expect(steps).toEqual([...once, ...once])
  })

  it('runs before what it needs is cleaned up', async () => {
    const steps: string[] = []
    const thing = dependency([], function* () {
      yield 'thing'
      steps.push('clean-up')
    })
    const app = new App()
    app.get('/', [depends(thing), background()], (name, tasks) => {
      tasks.add((text: string) => void steps.push(text), name)
    })
    await new TestClient(app.handle).get('/')
    await app.stop()
    expect(steps).toEqual(['thing', 'clean-up'])
  })

  it('runs nothing when the request is refused', async () => {
    const app = new App()
    const task = vi.fn<() => void>()
    app.get('/', [background()], (tasks) => {
      tasks.add(task)
      throw new HttpError(409, 'no')
    })
    expect((await new TestClient(app.handle).get('/')).status).toBe(409)
    await app.stop()
    expect(task).not.toHaveBeenCalled()
  })

  it('is waited for when the app stops', async () => {
    const app = new App()
    let done = 0
    const slow = async () => {
      for (let i = 0; i < 20; i += 1) await setImmediate()
      done += 1
    }
    app.get('/', [background()], (tasks) => {
      tasks.add(slow)
      tasks.add(slow)
    })
    const client = new TestClient(app.handle)
    await Promise.all([client.get('/'), client.get('/'), client.get('/')])
    expect(done).toBe(0)
    await app.stop()
    expect(done).toBe(6)
  })
})
