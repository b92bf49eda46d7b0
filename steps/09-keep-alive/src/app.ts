// The application: a greeting at "/", a mirror everywhere else.
import type { Server } from 'node:net'
import type { HttpRequest, HttpResponse } from './wire/message.ts'
import { createServer } from './wire/server.ts'

const GREETING = '{"message": "Hello bro, this is your HTTP response"}'

/** The server of this step, not listening yet. */
export function createApp(): Server {
  return createServer(handler)
}

// Assumes one function answers every path. Step 10 removes this.
async function handler(request: HttpRequest): Promise<HttpResponse> {
  if (request.target === '/') return json(GREETING)
  const { target, version } = request
  // HEAD asks for the head that a GET would have (RFC 9110 §9.3.2).
  const method = request.method.replace(/^HEAD$/, 'GET')
  const headers = [...request.headers]
  const body = await request.body.text()
  return json(JSON.stringify({ method, target, version, headers, body }))
}

function json(body: string): HttpResponse {
  return { status: 200, headers: [['Content-Type', 'application/json']], body }
}
