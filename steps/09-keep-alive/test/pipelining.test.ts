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
    const paths = Array.from({ length: 50 }, (_, i) => `/${i}`)
    const answers = paths.map(async (path) => {
      const { body } = await client.request({ path, method: 'GET' })
      return body.json()
    })
    expect(await Promise.all(answers)).toMatchObject(
      paths.map((target) => ({ target })),
    )
    expect(app.connections()).toBe(1)
    await client.close()
  })
})

function urlOf({ host, port }: Address, target: string): string {
  return `http://${host}:${port}${target}`
}
