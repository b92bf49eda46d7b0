// The echo contract: what a server has to do so that outside conformance
// suites and load tools can be pointed at it. Every path answers every usual
// method with 200 text/plain and the body it got; /echo answers with the field
// lines.
import { folderOf, numberOf, type Step } from '@barewire/course/steps'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fieldsFor, isEcho } from './echo/contract.ts'
import {
  type HandlerClass,
  type WritingHandler,
  echoHandlerOf,
  writeEcho,
} from './echo-by-hand.ts'

/** The first step that parses requests. */
export const FIRST_TARGET = numberOf('request-head')

interface EchoRequest {
  readonly method: string
  readonly target: string
  readonly headers: Iterable<readonly [string, string]>
  readonly body: { bytes(): Promise<Uint8Array> }
}

interface EchoResponse {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | Uint8Array
}

/** A step's `wire/server.ts`, as far as it is needed here. */
interface WireServer {
  readonly createServer: (
    handler: Handler | WritingHandler,
    limits: Readonly<Record<string, number>>,
  ) => Server
}

/**
 * Deadlines that a suite can wait for: head 2 s, body 2 s, idle 1.5 s. Steps
 * before 19 have none.
 */
const SHORT = {
  headMilliseconds: 2_000,
  bodyMilliseconds: 2_000,
  idleMilliseconds: 1_500,
}

type Handler = (request: EchoRequest) => Promise<EchoResponse>

/** A step's `web/router.ts`, likewise. */
interface WebRouter {
  readonly Router: new () => {
    add(method: string, pattern: string, handler: Handler): void
    readonly handle: Handler
  }
}

/**
 * The contract on a step's own wire/ and, from step 10 on, its router, which
 * knows methods and escapes. Not listening yet.
 */
export async function createEchoServer(step: Step): Promise<Server> {
  const wire: WireServer = await load(step, 'wire/server.ts')
  if (step.number < FIRST_VALUES) {
    return wire.createServer(await writerFor(step), SHORT)
  }
  if (step.number < FIRST_ROUTER) return echoServer(wire)
  const web: WebRouter = await load(step, 'web/router.ts')
  return echoServer({ ...wire, ...web })
}

/** The same on parts of step 8 or later that are at hand. */
export function echoServer(parts: WireServer & Partial<WebRouter>): Server {
  const { createServer, Router } = parts
  if (!Router) return createServer(echo, SHORT)
  const router = new Router()
  for (const method of METHODS) router.add(method, '/{path:path}', echo)
  return createServer(router.handle, SHORT)
}

/** Before handlers return values they write: by hand, then by a class. */
async function writerFor(step: Step): Promise<WritingHandler> {
  if (step.number < HANDLER_CLASS) return writeEcho
  const wire: HandlerClass = await load(step, 'wire/handler-class.ts')
  return echoHandlerOf(wire)
}

const HANDLER_CLASS = numberOf('handler-class')
const FIRST_VALUES = numberOf('response-values')
const FIRST_ROUTER = numberOf('routing')
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

async function load<T>(step: Step, file: string): Promise<T> {
  const path = join(folderOf(step), 'src', ...file.split('/'))
  return import(pathToFileURL(path).href)
}

async function echo(request: EchoRequest): Promise<EchoResponse> {
  const content = await request.body.bytes()
  const lines = [...request.headers].map((line) => `${line.join(': ')}\n`)
  return {
    status: 200,
    headers: Object.entries(fieldsFor(request.method)),
    body: isEcho(request.target) ? lines.join('') : content,
  }
}
