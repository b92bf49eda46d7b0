// The application: a greeting at "/", a mirror everywhere else.
import type { Server } from 'node:net'
import { handlerOf, RequestHandler } from './wire/handler-class.ts'
import { createServer } from './wire/server.ts'

const GREETING = '{"message": "Hello bro, this is your HTTP response"}'

/** The server of this step, not listening yet. */
export function createApp(): Server {
  return createServer(handlerOf(AppHandler))
}

class AppHandler extends RequestHandler {
  async do_GET(): Promise<void> {
    const content = await this.#content()
    this.#sendHead(content)
    this.write(content)
  }

  async do_HEAD(): Promise<void> {
    this.#sendHead(await this.#content())
  }

  async do_POST(): Promise<void> {
    await this.do_GET()
  }

  async #content(): Promise<string> {
    if (this.path === '/') return GREETING
    const { command: method, path: target, requestVersion: version } = this
    const headers = [...this.headers]
    const body = await this.body.text()
    return JSON.stringify({ method, target, version, headers, body })
  }

  #sendHead(content: string): void {
    this.sendResponse(200)
    this.sendHeader('Content-Type', 'application/json')
    this.sendHeader('Content-Length', Buffer.byteLength(content))
    this.endHeaders()
  }
}
