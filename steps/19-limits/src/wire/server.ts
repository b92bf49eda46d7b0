// Accepts TCP connections, serves each one on its own, and knows when to
// refuse them and when to stop.
import { setMaxListeners } from 'node:events'
import { Server, type Socket } from 'node:net'
import { refuseConnection, serveConnection } from './connection.ts'
import { watchClients } from './deadlines.ts'
import { LIMITS, type Limits } from './limits.ts'
import type { Application, Handler, Layers } from './message.ts'
import type { ServerState } from './server-state.ts'

/** What a server may be told, beside its handler. */
export interface ServerOptions extends Partial<Limits> {
  /** Called at the start, and again for each request that is refused. */
  readonly layers?: Layers
}

/** A server for one handler, not listening yet. */
export function createServer(
  handler: Handler,
  { layers = (inner) => inner, ...limits }: ServerOptions = {},
): Server {
  const application = { handler: layers(handler), layers }
  return new HttpServer(application, { ...LIMITS, ...limits })
}

class HttpServer extends Server {
  readonly #sockets = new Set<Socket>()
  readonly #state: ServerState
  readonly #stop = new AbortController()

  constructor(application: Application, limits: Limits) {
    // A client may end its side and still read ours, so ours stays open.
    super({ allowHalfOpen: true, noDelay: true })
    const { signal: stopped } = this.#stop
    // One for each stream that is open, and that is no leak.
    setMaxListeners(0, stopped)
    this.#state = {
      ...application,
      limits,
      readers: new Set(),
      stopping: false,
      stopped,
    }
    this.on('connection', (socket: Socket) => this.#accept(socket))
    const clock = watchClients(this.#sockets, this.#state)
    this.once('close', () => clearInterval(clock))
  }

  #accept(socket: Socket): void {
    // A reset is the client's business. Its "close" event follows.
    socket.on('error', () => {})
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    const { connections } = this.#state.limits
    const { size } = this.#sockets
    if (size <= connections) void serveConnection(socket, this.#state)
    // Saying no costs something too, so it is not said to everybody.
    else if (size > 2 * connections) socket.destroy()
    else refuseConnection(socket, this.#state)
  }

  /** Stops accepting, finishes what is in flight, then tells `callback`. */
  override close(callback?: (error?: Error) => void): this {
    const { limits, readers } = this.#state
    this.#state.stopping = true
    this.#stop.abort()
    for (const reader of readers) {
      if (reader.idleSince < Infinity) reader.giveUp()
    }
    const end = (): void => {
      for (const socket of this.#sockets) socket.resetAndDestroy()
    }
    const timer = setTimeout(end, limits.shutdownMilliseconds)
    this.once('close', () => clearTimeout(timer))
    return super.close(callback)
  }
}
