// Many requests on one connection, as a client library sends them.
import type { Address } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { Client } from 'undici'
import { describe, expect, it } from 'vitest'
import { createApp } from '#src/app.ts'

describe('the application', () => {
  it('answers pipelined requests on one connection, in order', async () => {
    await using app = await startApp(createApp())
    const client = new Client(urlOf(app, ''), { pipelining: 10 })
    const numbers = Array.from({ length: 50 }, (_, i) => i)
    // Every other one is refused, and the connection lives on.
    const answers = numbers.map(async (number) => {
      const path = number % 2 === 0 ? `/hello/${number}` : `/${number}`
      const { body } = await client.request({ path, method: 'GET' })
      return body.json()
    })
    expect(await Promise.all(answers)).toEqual(
      numbers.map((number) =>
        number % 2 === 0
          ? { message: `Hello ${number}` }
          : { detail: 'Not Found' },
      ),
    )
    expect(app.connections()).toBe(1)
    await client.close()
  })
})

function urlOf({ host, port }: Address, target: string): string {
  return `http://${host}:${port}${target}`
}
