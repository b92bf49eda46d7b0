// Who watches changes nothing: the checks of a step pass with the view on, and
// the view sees every byte. All steps: WATCHED=all npm test -- --project wire-view
import { runCheck } from '@barewire/checks/run-check'
import { checksFor } from '@barewire/checks/suite'
import { existingSteps, folderOf } from '@barewire/course/steps'
import { type RawClient, withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { Direction } from '../src/conversation.ts'
import { Wire, type WireEvent } from '../src/events.ts'
import { TextView } from '../src/text-view.ts'
import { watchServers } from '../src/watch-servers.ts'

/** Looks at events while they come, and keeps what is said below only. */
class Witness {
  /** How many lines the view has drawn. */
  lines = 0
  /** What the view has got wrong, the first few. */
  readonly wrong: string[] = []
  /** Bytes seen on each connection that is open. */
  readonly open = new Map<number, Record<Direction, number>>()
  /** What has happened on the connection that was opened last, in words. */
  latest: string[] = []
  readonly #view = new TextView(() => ({
    width: 80,
    hasColor: false,
    hex: false,
  }))

  /** Takes what happens. */
  readonly take = (event: WireEvent): void => {
    for (const line of this.#view.linesOf(event)) {
      this.lines += 1
      if (/\p{Cc}/u.test(line)) this.#blame(event, JSON.stringify(line))
    }
    if (event.event === 'open') {
      this.open.set(event.connection, { request: 0, response: 0 })
      this.latest = []
    }
    this.latest.push(describeEvent(event))
    this.#count(event)
  }

  /** Every byte is in one span, and the spans are in order. */
  #count(event: WireEvent): void {
    const seen = this.open.get(event.connection)
    if (seen === undefined) return this.#blame(event, 'is not open')
    if (event.event === 'segment') {
      const before = seen[event.direction]
      for (const { offset, bytes } of event.reading.spans) {
        const at = seen[event.direction]
        if (offset !== at) this.#blame(event, `${offset} follows ${at}`)
        seen[event.direction] += bytes.length
      }
      const read = seen[event.direction] - before
      if (read !== event.bytes) this.#blame(event, `${read} in spans`)
    }
    if (event.event === 'close') this.open.delete(event.connection)
  }

  #blame(event: WireEvent, what: string): void {
    const { connection } = event
    if (this.wrong.length >= 10) return
    this.wrong.push(`#${connection} ${describeEvent(event)}: ${what}`)
  }
}

function describeEvent(event: WireEvent): string {
  if (event.event === 'segment') return `${event.direction} ${event.bytes}`
  return 'by' in event ? `${event.event} ${event.by}` : event.event
}

const witness = new Witness()
watchServers(new Wire(witness.take))

const USUAL = [3, 9, 15]
const isWhole = process.env['WATCHED'] === 'all'
const steps = existingSteps().filter(
  ({ number }) => isWhole || USUAL.includes(number),
)

// What a server keeps in files goes when its checks have run.
const folder = mkdtempSync(join(tmpdir(), 'barewire-watched-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(steps)('$name, watched', (step) => {
  it('keeps its promises', { timeout: 300_000 }, async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    vi.stubEnv('ACCESS_LOG', 'off')
    vi.stubEnv('TMPDIR', folder)
    const file = join(folderOf(step), 'src', 'app.ts')
    const { createApp }: { createApp: () => Server } = await import(
      pathToFileURL(file).href
    )
    const app = await startApp(createApp())
    witness.lines = 0
    const context = { address: app, step: step.number, points: 1 }
    const checks = checksFor(step.number).filter(
      (_, index) => isWhole || index % (step.number * 2) === 0,
    )
    const failed: string[] = []
    for (const check of checks) {
      await runCheck(check, context).catch((error: unknown) => {
        failed.push(`${check.id} ${String(error)}`)
      })
    }
    await app[Symbol.asyncDispose]()
    expect(failed).toEqual([])
    expect(witness.lines).toBeGreaterThan(100)
    expect(witness.wrong).toEqual([])
    await expect.poll(() => witness.open.size).toBe(0)
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })
})

describe('a watched server', () => {
  async function seen(
    serve: Parameters<typeof createServer>[1],
    talk: (client: RawClient) => Promise<unknown>,
  ): Promise<string[]> {
    const server = createServer({ allowHalfOpen: true }, serve)
    await using app = await startApp(server)
    await withClient(app, talk)
    await expect.poll(() => witness.latest.at(-1)).toBe('close')
    return witness.latest
  }

  it('may answer before anybody else hears of the connection', async () => {
    const told = await seen(
      (socket) => {
        socket.on('error', () => {})
        socket.end('no')
        socket.resume()
      },
      async (client) => {
        await client.readToEnd()
        client.end()
      },
    )
    expect(told.slice(0, 3)).toEqual(['open', 'response 2', 'end server'])
  })

  it('may write several pieces at once, and strings', async () => {
    const told = await seen(
      (socket) => {
        socket.cork()
        socket.write('é')
        socket.write('\xe9', 'latin1')
        socket.end()
        socket.resume()
      },
      async (client) => {
        client.end()
        await client.readToEnd()
      },
    )
    expect(told).toContain('response 3')
  })

  it.each(['client', 'server'])('may be broken off by the %s', async (by) => {
    const told = await seen(
      (socket) => {
        socket.on('error', () => {})
        socket.on('data', () => {
          if (by === 'server') socket.resetAndDestroy()
          else socket.write('x')
        })
      },
      async (client) => {
        client.write('x')
        if (by === 'client') await client.readBytes(1)
        else await client.readToEnd()
      },
    )
    expect(told.slice(-2)).toEqual([`reset ${by}`, 'close'])
  })
})
