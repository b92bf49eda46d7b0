// Which applications know a session.
// Ends: a session > belongs to one application, not to the program
import type { Address } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { fetch, type Response } from 'undici'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createApp } from '#src/app.ts'

const ADA = basic('ada:lovelace')

afterEach(() => {
  vi.useRealTimers()
})

describe('a session', () => {
  it('is known to all of the program, until step 22', async () => {
    await using app = await startApp(createApp())
    await using other = await startApp(createApp())
    const headers = { Cookie: `session=${await signIn(app, ADA)}` }
    expect((await ask(other, 'GET /me', headers)).status).toBe(200)
  })
})

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString('base64')}`
}

/** The token of a new session. */
async function signIn(app: Address, Authorization: string): Promise<string> {
  const response = await ask(app, 'POST /session', { Authorization })
  return String(Object(await response.json()).token)
}

/** Sends "GET /me", and a value as JSON. */
function ask(
  { host, port }: Address,
  line: string,
  headers: Readonly<Record<string, string>> = {},
  value?: unknown,
): Promise<Response> {
  const [method = '', target = ''] = line.split(' ')
  const body = value === undefined ? null : JSON.stringify(value)
  return fetch(`http://${host}:${port}${target}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  })
}
