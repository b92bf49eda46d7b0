// A step's parser without sockets: its reader of bytes over a stream that
// gives one piece each time it is asked for more.
import type { Step } from '@barewire/course/steps'
import { EventEmitter } from 'node:events'
import { loadWire, SMALL_LIMITS } from './bench.ts'
import type { RequestModel } from './requests.ts'

/** What a stream of bytes was read as. */
export interface Reading {
  readonly requests: readonly RequestModel[]
  /** Status and words of the refusal at its end; undefined: the bytes ended. */
  readonly refused: string | undefined
}

/** Reads pieces to their end, or to what is refused. */
export type ReadPieces = (pieces: readonly Buffer[]) => Promise<Reading>

interface Head {
  readonly method: string
  readonly target: string
  readonly headers: Iterable<readonly [string, string]>
}

type Pieces = AsyncIterable<Uint8Array>
type Limits = Readonly<Record<string, number>>

/** The modules of a step's wire/, as far as they are needed here. */
interface Wire {
  readonly LIMITS: Limits
  readonly ByteReader: new (stream: PieceStream, readAhead: number) => object
  readonly readRequestHead: (
    reader: object,
    limits: Limits,
  ) => Promise<Head | undefined>
  readonly parseFraming: (
    head: Head,
    limits: Limits,
  ) => { readonly kind: string; readonly length: number }
  readonly readChunkedBody: (reader: object, limits: Limits) => Pieces
  readonly readLengthBody: (reader: object, length: number) => Pieces
}

const FILES = [
  'limits.ts',
  'byte-reader.ts',
  'request-head.ts',
  'framing.ts',
  'chunked.ts',
  'length-body.ts',
] as const

/** Loads the parser of a step. */
export async function loadParser(step: Step): Promise<ReadPieces> {
  // Each file exports a part of it, and together they export all.
  const modules = FILES.map((file) => loadWire<Wire>(step, file))
  const [first, ...others] = await Promise.all(modules)
  const wire: Wire = Object.assign({}, first, ...others)
  return (pieces) => readAll(wire, pieces)
}

async function readAll(
  wire: Wire,
  pieces: readonly Buffer[],
): Promise<Reading> {
  const limits = { ...wire.LIMITS, ...SMALL_LIMITS }
  const reader = new wire.ByteReader(new PieceStream(pieces), 64 * 1024)
  const requests: RequestModel[] = []
  try {
    for (;;) {
      const head = await wire.readRequestHead(reader, limits)
      if (head === undefined) return { requests, refused: undefined }
      const framing = wire.parseFraming(head, limits)
      const body =
        framing.kind === 'chunked'
          ? wire.readChunkedBody(reader, limits)
          : wire.readLengthBody(reader, framing.length)
      requests.push(await toModel(head, body))
    }
  } catch (error) {
    return { requests, refused: refusalOf(error) }
  }
}

async function toModel(head: Head, body: Pieces): Promise<RequestModel> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  const { method, target, headers } = head
  const text = Buffer.concat(pieces).toString('latin1')
  return { method, target, fields: [...headers], body: text }
}

/** What an HttpError says. Anything else is a fault: it goes on. */
function refusalOf(error: unknown): string {
  const known = error instanceof Error && 'status' in error
  if (known) return `${String(error.status)} ${error.message}`
  throw error
}

/** As much of a socket as a reader of bytes touches. */
class PieceStream extends EventEmitter {
  readonly #pieces: Buffer[]

  constructor(pieces: readonly Buffer[]) {
    super()
    this.#pieces = [...pieces]
  }

  pause(): this {
    return this
  }

  /** One piece for each call, when the caller has begun to wait. */
  resume(): this {
    queueMicrotask(() => {
      const piece = this.#pieces.shift()
      if (piece === undefined) this.emit('end')
      else this.emit('data', piece)
    })
    return this
  }
}
