// A server under test on a real socket, with a handler that notes what it
// sees and sends it back.
import { folderOf, numberOf, type Step } from '@barewire/course/steps'
import type { RawResponse } from '@barewire/test-kit/raw-response'
import { startApp } from '@barewire/test-kit/start-app'
import type { Server, Socket } from 'node:net'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import {
  parseAll,
  sendAndRead,
  sendPieces,
  until,
  withPeer,
} from './exchange.ts'
import type { RequestModel } from './requests.ts'

/** The first step with deadlines and limits. */
export const FIRST_FUZZED = numberOf('limits')

/** A step's request, as far as it is needed here. */
export interface SeenRequest {
  readonly method: string
  readonly target: string
  readonly headers: Iterable<readonly [string, string]>
  readonly body: AsyncIterable<Uint8Array>
}

/** A step's handler. */
export type Handler = (
  request: SeenRequest,
) => Promise<{ readonly status: number; readonly body: string }>

/** A step's `createServer`. */
export type MakeServer = (
  handler: Handler,
  limits: Readonly<Record<string, number>>,
) => Server

/** Limits that a fault can reach, and good requests cannot. */
export const SMALL_LIMITS = {
  headBytes: 1_024,
  targetBytes: 256,
  bodyBytes: 1_024,
  chunkExtensionBytes: 128,
  trailerBytes: 128,
} as const

/** What came of one connection. */
export interface Outcome {
  /** Final responses in order. */
  readonly responses: readonly RawResponse[]
  /** Requests that the handler saw whole, in order. */
  readonly seen: readonly RequestModel[]
}

/** A server under test. Use it with `await using`. */
export interface Bench extends AsyncDisposable {
  /**
   * Sends the pieces one by one, half-closes and reads to the end. Throws when
   * that takes too long, or when what comes back is no row of responses.
   */
  readonly exchange: (pieces: readonly Buffer[]) => Promise<Outcome>
  /** Sends the pieces and resets the connection. */
  readonly abandon: (pieces: readonly Buffer[]) => Promise<void>
  /** Throws when the process has had a fault, or a connection is left. */
  readonly checkCalm: () => Promise<void>
  /** Takes away what a case that failed has left, so that the next is new. */
  readonly clear: () => Promise<void>
}

/** Loads a module of a step's wire/. */
export async function loadWire<T>(step: Step, file: string): Promise<T> {
  const path = join(folderOf(step), 'src', 'wire', file)
  return import(pathToFileURL(path).href)
}

/** Starts a server. `patience` is what it may take, in milliseconds. */
export async function openBench(
  make: MakeServer,
  patience = 4_000,
): Promise<Bench> {
  const notes: Notes = { methods: [], seen: [] }
  const server = make(createNoter(notes), SMALL_LIMITS)
  const sockets = watchSockets(server)
  const app = await startApp(server)
  const faults = watchFaults()
  const connection = { app, server, patience }
  return {
    async exchange(pieces) {
      notes.methods = []
      notes.seen = []
      const bytes = await sendAndRead(connection, pieces)
      const headSent = Buffer.concat(pieces).includes('HEAD ')
      const responses = parseAll(bytes, notes.methods, headSent)
      return { responses, seen: notes.seen }
    },
    abandon: (pieces) =>
      withPeer(connection, (client, socket) =>
        sendPieces({ client, socket, patience }, pieces),
      ),
    async checkCalm() {
      await until(() => sockets.size === 0, patience)
      // A rejection is known to be unhandled when the loop has turned.
      await setImmediate()
      if (sockets.size > 0) throw new Error('a connection is left')
      const [cause] = faults.take()
      if (cause) throw new Error('a fault in the process', { cause })
    },
    async clear() {
      for (const socket of sockets) socket.destroy()
      await until(() => sockets.size === 0, patience)
      faults.take()
    },
    async [Symbol.asyncDispose]() {
      faults.stop()
      await app[Symbol.asyncDispose]()
    },
  }
}

function watchSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return sockets
}

interface Notes {
  /** Methods of all requests that the handler was called for. */
  methods: string[]
  seen: RequestModel[]
}

function createNoter(notes: Notes): Handler {
  return async ({ method, target, headers, body }) => {
    const { seen } = notes
    notes.methods.push(method)
    const pieces: Uint8Array[] = []
    for await (const piece of body) pieces.push(piece)
    const model = {
      method,
      target,
      fields: [...headers].map(([name, value]) => [name, value] as const),
      body: Buffer.concat(pieces).toString('latin1'),
    }
    seen.push(model)
    return { status: 200, body: JSON.stringify(model) }
  }
}

interface Faults {
  readonly take: () => unknown[]
  readonly stop: () => void
}

function watchFaults(): Faults {
  const faults: unknown[] = []
  const note = (fault: unknown): void => void faults.push(fault)
  process.on('unhandledRejection', note)
  process.on('uncaughtException', note)
  return {
    take: () => faults.splice(0),
    stop() {
      process.off('unhandledRejection', note)
      process.off('uncaughtException', note)
    },
  }
}
