// The application, as a client of any protocol sees it.
import { withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { describe, expect, it } from 'vitest'
import { createApp } from '#src/app.ts'

describe('the application', () => {
  it('sends every byte back as it is, then ends', async () => {
    const bytes = Buffer.from(Uint8Array.from({ length: 256 }, (_, i) => i))
    await using app = await startApp(createApp())
    await withClient(app, async (client) => {
      client.write(bytes)
      client.end()
      expect(await client.readToEnd()).toEqual(bytes)
    })
  })
})
