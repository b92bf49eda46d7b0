// The application, as a client library sees it.
// Ends: the application > sends every byte back as it is, then ends
import type { Address } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { fetch } from 'undici'
import { describe, expect, it } from 'vitest'
import { createApp } from '#src/app.ts'

describe('the application', () => {
  it('greets at "/"', async () => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, '/'))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.text()).toBe(
      '{"message": "Hello bro, this is your HTTP response"}',
    )
  })
})

function urlOf({ host, port }: Address, target: string): string {
  return `http://${host}:${port}${target}`
}
