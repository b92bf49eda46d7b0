// Runs an attack and notes what it cost: what the attackers were answered, how
// long others waited meanwhile, how much memory the server took.
import { folderOf, ROOT, type Step } from '@barewire/course/steps'
import { type Address, ask, RawClient } from '@barewire/test-kit/raw-client'
import {
  type RunningProcess,
  startProcess,
} from '@barewire/test-kit/start-process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** What many clients do at the same time. */
export interface Attack {
  readonly name: string
  /** The wire with a handler that counts, or the whole application. */
  readonly program: 'wire' | 'application'
  /** Limits of the wire that are not the usual ones. */
  readonly limits?: Readonly<Record<string, number>>
  readonly attackers: number
  /** How often each of them connects and sends; once, unless said. */
  readonly rounds?: number
  readonly send: string | Buffer
  /** "drips": it goes on, byte by byte. "pauses": it does not read. */
  readonly habit?: 'drips' | 'pauses'
  /** The status that each gets at last; 0: an end without a word. */
  readonly status: number
}

/** What an attack has done. */
export interface Figures {
  readonly name: string
  readonly attackers: number
  /** Answers by status. */
  readonly answers: ReadonlyMap<number, number>
  /** Milliseconds for a GET of somebody else, the median of many. */
  readonly before: number
  readonly during: number
  /** Attackers who were sent away before that was measured. */
  readonly left: number
  /** From the first attacker to the last answer. */
  readonly seconds: number
  /** MiB that the server has had at most; undefined where nobody tells. */
  readonly memory: number | undefined
  /** What the server has printed as errors. */
  readonly stderr: string
}

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'

/** Starts what an attack is against. Use it with `await using`. */
export function startFor(
  step: Step,
  { program, limits = {} }: Attack,
): Promise<RunningProcess> {
  const wire = [COUNTER, folderOf(step), JSON.stringify(limits)]
  const words = program === 'wire' ? wire : ['src/main.ts']
  return startProcess({
    words: ['--import', 'tsx', ...words],
    cwd: program === 'wire' ? ROOT : folderOf(step),
    env: { PORT: '0', ACCESS_LOG: 'off', DATABASE: ':memory:' },
  })
}

const COUNTER = fileURLToPath(new URL('counting-server.ts', import.meta.url))

/** Runs an attack against a server. */
export async function runAttack(
  server: RunningProcess,
  attack: Attack,
): Promise<Figures> {
  await medianOf(server, 50)
  const before = await medianOf(server, 100)
  const begin = performance.now()
  const clients = await connectMany(server, affordable(attack.attackers))
  const siege = attack.rounds === undefined ? hold : flood
  const [statuses, { during, left }] = await Promise.all([
    siege(server, clients, attack),
    observe(server, clients),
  ])
  const seconds = (performance.now() - begin) / 1000
  // Whoever behaves is still served.
  await medianOf(server, 1)
  const { name } = attack
  const { stderr } = server.output()
  const costs = { before, during, left, seconds, memory: memoryOf(server) }
  const answers = tally(statuses)
  return { name, attackers: clients.length, answers, ...costs, stderr }
}

type Siege = (
  server: RunningProcess,
  clients: readonly RawClient[],
  attack: Attack,
) => Promise<number[]>

/** Everybody sends once and stays until the server has had enough of them. */
const hold: Siege = async (server, clients, { send, habit }) => {
  for (const client of clients) {
    if (habit === 'pauses') client.pause()
    client.write(send)
  }
  const dripping = habit === 'drips' ? dripAll(clients) : undefined
  // Nobody is connected but who asks.
  while ((await connectionsOf(server)) > 1) await setTimeout(500)
  clearInterval(dripping)
  const statuses = await Promise.all(clients.map(statusOf))
  for (const client of clients) client.reset()
  return statuses
}

/** Everybody sends, reads the answer, and comes again. */
const flood: Siege = async (server, clients, { send, rounds = 1 }) => {
  const assail = async (first: RawClient): Promise<number[]> => {
    const statuses: number[] = []
    let client = first
    for (;;) {
      client.write(send)
      statuses.push((await client.readResponse()).status)
      client.reset()
      if (statuses.length === rounds) return statuses
      client = await RawClient.connect(server)
    }
  }
  return (await Promise.all(clients.map(assail))).flat()
}

/** How long others wait meanwhile, and who has gone before. */
async function observe(
  server: Address,
  clients: readonly RawClient[],
): Promise<Pick<Figures, 'during' | 'left'>> {
  const during = await medianOf(server, 100)
  return { during, left: clients.filter(({ ended }) => ended).length }
}

/** Milliseconds that a request takes, with a connection of its own. */
async function medianOf(address: Address, count: number): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < count; i += 1) {
    const begin = performance.now()
    const { statusLine, status } = await ask(address, GET)
    times.push(performance.now() - begin)
    if (status !== 200) throw new Error(`A plain GET gets ${statusLine}`)
  }
  return times.toSorted((a, b) => a - b)[count >> 1] ?? NaN
}

async function connectionsOf(address: Address): Promise<number> {
  const { body } = await ask(address, GET)
  const { connections }: { connections: number } = JSON.parse(String(body))
  return connections
}

/** The status of the response that came, whole or not; 0: none. */
async function statusOf(client: RawClient): Promise<number> {
  client.resume()
  return Number((await client.readToEnd()).toString('latin1', 9, 12))
}

function tally(statuses: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const status of statuses) {
    counts.set(status, (counts.get(status) ?? 0) + 1)
  }
  return counts
}

/** The most memory that a process has had; Linux tells. */
function memoryOf({ child }: RunningProcess): number | undefined {
  const file = `/proc/${child.pid}/status`
  if (!existsSync(file)) return undefined
  const [, kibibytes] =
    /^VmHWM:\s+(\d+)/m.exec(readFileSync(file, 'utf8')) ?? []
  return Number(kibibytes) / 1024
}

/** As many as this process may have open. */
function affordable(count: number): number {
  const limit = openFiles()
  if (limit >= count + 500) return count
  console.log(`Only ${limit} open files are allowed, so there are fewer.`)
  return limit - 500
}

/** How many files this process may have open, connections among them. */
export function openFiles(): number {
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
