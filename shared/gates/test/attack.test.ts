// The last step of the wire as a process of its own, against clients that are
// slow on purpose, and many. Whoever behaves has to be served as if they were
// not there, and they have to be gone when their time is up.
import { existingSteps, folderOf, ROOT } from '@barewire/course/steps'
import { type Address, ask, RawClient } from '@barewire/test-kit/raw-client'
import { startProcess } from '@barewire/test-kit/start-process'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'

const steps = existingSteps().filter(({ number }) => number >= 19)
const last = steps.slice(-1)

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'
const MEBIBYTE = 1024 * 1024

const LIMITS = {
  headMilliseconds: 10_000,
  bodyMilliseconds: 10_000,
  writeMilliseconds: 10_000,
  idleMilliseconds: 60_000,
  lingerMilliseconds: 500,
}

interface Attack {
  readonly count: number
  /** What each attacker sends first. */
  readonly start: string
  /** Whether it goes on, byte by byte. If not, it does not even read. */
  readonly drips?: boolean
  /** What it gets at last. */
  readonly status: number
  readonly limits?: Readonly<Record<string, number>>
}

const ATTACKS: readonly (readonly [string, Attack])[] = [
  [
    'heads',
    {
      count: 2_000,
      start: 'GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ',
      drips: true,
      status: 408,
    },
  ],
  [
    'bodies',
    {
      count: 2_000,
      start:
        'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\n',
      drips: true,
      status: 408,
    },
  ],
  [
    'reading',
    {
      // The system keeps some megabytes for each of them.
      count: 100,
      start: 'GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n',
      status: 200,
      limits: { bytesPerSecond: MEBIBYTE },
    },
  ],
]

describe.each(last)('$slug', (step) => {
  it.each(ATTACKS)(
    'is not held up by clients with slow %s',
    async (what, { count, start, drips = false, status, limits }) => {
      await using server = await startProcess({
        words: [
          '--import',
          'tsx',
          join(ROOT, 'shared', 'gates', 'src', 'upload-server.ts'),
          folderOf(step),
          JSON.stringify({ ...LIMITS, ...limits }),
        ],
        cwd: ROOT,
      })
      await medianOf(server, 50)
      const before = await medianOf(server, 200)
      const attackers = await connectMany(server, affordable(count))
      for (const attacker of attackers) {
        if (!drips) attacker.pause()
        attacker.write(start)
      }
      const dripping = drips ? dripAll(attackers) : undefined
      const during = await medianOf(server, 200)
      const left = attackers.filter(({ ended }) => ended)
      const figures = `${before.toFixed(1)} ms before, ${during.toFixed(1)} ms`
      console.log(`Slow ${what}: ${figures} with ${attackers.length} of them.`)
      try {
        expect(left).toHaveLength(0)
        expect(during).toBeLessThan(Math.max(3 * before, 5))
        // Nobody is connected but who asks.
        await vi.waitFor(
          async () => expect(await connectionsOf(server)).toBe(1),
          { timeout: 60_000, interval: 500 },
        )
        const answers = await Promise.all(attackers.map(statusOf))
        expect(new Set(answers)).toEqual(new Set([status]))
      } finally {
        clearInterval(dripping)
        for (const attacker of attackers) attacker.reset()
      }
      expect(server.output().stderr).toBe('')
      expect(server.child.exitCode).toBeNull()
    },
    180_000,
  )
})

/** Milliseconds that a request takes, with a connection of its own. */
async function medianOf(address: Address, count: number): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < count; i += 1) {
    const start = performance.now()
    const { status } = await ask(address, GET)
    times.push(performance.now() - start)
    expect(status).toBe(200)
  }
  return times.toSorted((a, b) => a - b)[count >> 1] ?? NaN
}

async function connectionsOf(address: Address): Promise<number> {
  const { body } = await ask(address, GET)
  const { connections }: { connections: number } = JSON.parse(String(body))
  return connections
}

/** The status of the response that came, and was whole or not. */
async function statusOf(client: RawClient): Promise<number> {
  client.resume()
  return Number((await client.readToEnd()).toString('latin1', 9, 12))
}

/** As many as this process may have open. */
function affordable(count: number): number {
  const limit = openFiles()
  if (limit >= count + 500) return count
  console.log(`Only ${limit} open files are allowed, so there are fewer.`)
  return limit - 500
}

function openFiles(): number {
  const report: { userLimits?: { open_files?: { soft?: unknown } } } =
    JSON.parse(JSON.stringify(process.report.getReport()))
  const soft = Number(report.userLimits?.open_files?.soft)
  return Number.isNaN(soft) ? Infinity : soft
}

async function connectMany(
  address: Address,
  count: number,
): Promise<RawClient[]> {
  const clients: RawClient[] = []
  while (clients.length < count) {
    const batch = Math.min(100, count - clients.length)
    const connects = Array.from({ length: batch }, () =>
      RawClient.connect(address),
    )
    clients.push(...(await Promise.all(connects)))
  }
  return clients
}

/** A byte from each, every two seconds. */
function dripAll(clients: readonly RawClient[]): NodeJS.Timeout {
  let turn = 0
  return setInterval(() => {
    turn += 1
    for (let i = turn % 20; i < clients.length; i += 20) clients[i]?.write('a')
  }, 100)
}
