// Who watches changes nothing: the checks of a step pass with the view on, and
// the view sees every byte. All steps: WATCHED=all npm test -- --project wire-view
import { runCheck } from '@barewire/checks/run-check'
import { checksFor } from '@barewire/checks/suite'
import { existingSteps, folderOf } from '@barewire/course/steps'
import { type RawClient, withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { Wire, type WireEvent } from '../src/events.ts'
import { TextView } from '../src/text-view.ts'
import { watchServers } from '../src/watch-servers.ts'

const events: WireEvent[] = []
const view = new TextView(() => ({ width: 80, hasColor: false, hex: false }))
let lines = 0
watchServers(
  new Wire((event) => {
    events.push(event)
    lines += view.linesOf(event).length
  }),
)

const USUAL = [3, 9, 15]
const isWhole = process.env['WATCHED'] === 'all'
const steps = existingSteps().filter(
  ({ number }) => isWhole || USUAL.includes(number),
)

describe.each(steps)('$slug, watched', (step) => {
  it('keeps its promises', { timeout: 300_000 }, async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    vi.stubEnv('ACCESS_LOG', 'off')
    const file = join(folderOf(step), 'src', 'app.ts')
    const { createApp }: { createApp: () => Server } = await import(
      pathToFileURL(file).href
    )
    await using app = await startApp(createApp())
    lines = 0
    const context = { address: app, step: step.number, points: 1 }
    const checks = checksFor(step.number).filter(
      (_, index) => isWhole || index % (step.number * 2) === 0,
    )
    for (const check of checks) await runCheck(check, context)
    expect(lines).toBeGreaterThan(100)
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
    await expect.poll(() => events.at(-1)?.event).toBe('close')
    const start = events.findLastIndex(({ event }) => event === 'open')
    return events.slice(start).map(describeEvent)
  }

  function describeEvent(event: WireEvent): string {
    if (event.event === 'segment') return `${event.direction} ${event.bytes}`
    return 'by' in event ? `${event.event} ${event.by}` : event.event
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
