// An upload whose length the client does not know, as a library sends it.
import type { Address } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { fetch } from 'undici'
import { describe, expect, it } from 'vitest'
import { createApp } from '#src/app.ts'

describe('the application', () => {
  it('mirrors a body whose length nobody knew before', async () => {
    await using app = await startApp(createApp())
    const body = ReadableStream.from([Buffer.from('hé'), Buffer.from('llo')])
    const init = { method: 'POST', body, duplex: 'half' } as const
    const response = await fetch(urlOf(app, '/mirror'), init)
    expect(await response.json()).toMatchObject({
      headers: expect.arrayContaining([['transfer-encoding', 'chunked']]),
      body: 'héllo',
    })
  })
})

function urlOf({ host, port }: Address, target: string): string {
  return `http://${host}:${port}${target}`
}
