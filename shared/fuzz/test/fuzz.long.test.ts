// The fuzzing finds what is wrong with servers that are made wrong here, and
// nothing in the last step.
import { existingSteps, type Step } from '@barewire/course/steps'
import { randomInt } from 'node:crypto'
import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { loadWire, type MakeServer, openBench } from '../src/bench.ts'
import { describeFinding, fuzz } from '../src/fuzz.ts'
import { loadParser, type ReadPieces } from '../src/parser.ts'
import { PROPERTIES } from '../src/properties.ts'

const last = existingSteps().at(-1)
if (last === undefined) throw new Error('There are no steps')
const step: Step = last
const { createServer } = await loadWire<{ createServer: MakeServer }>(
  step,
  'server.ts',
)
const readPieces = await loadParser(step)

/** How long a server that answers at all may take here, in milliseconds. */
const SHORT = 250

/** Loses the last byte of a body that comes in more than one piece. */
const lossy: MakeServer = (handler, limits) =>
  createServer((request) => {
    async function* lose(): AsyncGenerator<Uint8Array> {
      const pieces: Uint8Array[] = []
      for await (const piece of request.body) pieces.push(piece)
      const end = pieces.length > 1 ? -1 : undefined
      yield Buffer.concat(pieces).subarray(0, end)
    }
    return handler({ ...request, body: lose() })
  }, limits)

/** A server whose sockets are changed before it gets them. */
function withSockets(change: (socket: Socket) => void): MakeServer {
  return (handler, limits) =>
    createServer(handler, limits).prependListener('connection', change)
}

type Send = (content: string | Buffer, sent?: () => void) => boolean

/** Sends a 200 by `send`, and everything else as it is. */
function on200(socket: Socket, send: (bytes: Buffer, write: Send) => boolean) {
  const write: Send = socket.write.bind(socket)
  const change: Send = (content, sent) => {
    const bytes = Buffer.from(content)
    if (!bytes.includes('HTTP/1.1 200')) return write(bytes, sent)
    return send(bytes, (piece) => write(piece, sent))
  }
  Object.assign(socket, { write: change })
}

const twofold = withSockets((socket) => {
  on200(socket, (bytes, write) => write(Buffer.concat([bytes, bytes])))
})

const halfway = withSockets((socket) => {
  on200(socket, (bytes, write) => {
    const written = write(bytes.subarray(0, -3))
    socket.end()
    return written
  })
})

const silent = withSockets((socket) => {
  socket.on('data', (bytes: Buffer) => {
    if (!bytes.includes(0)) return
    Object.assign(socket, { write: () => true, end: () => socket })
  })
})

const wrong: readonly [
  what: string,
  property: string,
  make: MakeServer,
  says: RegExp,
][] = [
  ['loses a byte of split bodies', 'split', lossy, /split against whole/],
  ['answers twice', 'complete', twofold, /2xx responses for whole requests/],
  ['ends within a response', 'complete', halfway, /within a response/],
  ['never answers a NUL', 'complete', silent, /hangs/],
]

describe('fuzz', () => {
  it.each(wrong)('finds a server that %s', async (_, name, make, says) => {
    await using bench = await openBench(make, SHORT)
    await expectFound({ bench, readPieces }, name, says)
  })

  it('finds a parser that depends on pieces', async () => {
    await using bench = await openBench(createServer)
    const forgetful: ReadPieces = (pieces) => {
      const rest = pieces.length > 2 ? pieces.slice(0, -1) : pieces
      return readPieces(rest)
    }
    await expectFound({ bench, readPieces: forgetful }, 'parser', /against/)
  })

  const seed = randomInt(2 ** 31)
  it(`finds nothing in ${step.name} (seed ${seed})`, async () => {
    await using bench = await openBench(createServer)
    const subject = { bench, readPieces }
    const result = await fuzz(subject, { seed, milliseconds: 15_000 })
    const { counts, finding } = result
    const message = finding && describeFinding(finding, step.number)
    expect(message, `seed ${seed}`).toBeUndefined()
    for (const count of counts.values()) expect(count).toBeGreaterThan(0)
  }, 120_000)
})

type Subject = Parameters<typeof fuzz>[0]
type Finding = Parameters<typeof describeFinding>[0]

/** The same at another time: a response that it shows has a Date. */
function timeless(finding: Finding): Finding {
  const message = finding.message.replaceAll(/Date: [^\\]+/g, 'Date: now')
  return { ...finding, message }
}

/** The finding has to come again from its own seed and path. */
async function expectFound(
  subject: Subject,
  name: string,
  says: RegExp,
): Promise<void> {
  const properties = PROPERTIES.filter((property) => property.name === name)
  const times = { milliseconds: 20_000, shrinkMilliseconds: 2_000 }
  const options = { seed: 1, ...times, properties }
  const { finding } = await fuzz(subject, options)
  expect(finding?.message).toMatch(says)
  if (finding === undefined) return
  const { seed, path } = finding
  const again = await fuzz(subject, { ...options, seed, path })
  expect(again.finding && timeless(again.finding)).toEqual(timeless(finding))
  expect(describeFinding(finding, step.number)).toContain(
    `--property ${name} --seed ${seed} --path ${path}`,
  )
}
