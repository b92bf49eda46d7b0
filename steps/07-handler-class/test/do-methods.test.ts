// The methods that the handler class has, as a client library sees them.
import type { Address } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { fetch } from 'undici'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp } from '#src/app.ts'

beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('the application', () => {
  it('answers HEAD without a body', async () => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, '/'), { method: 'HEAD' })
    expect(response.headers.get('content-length')).toBe('52')
    expect(await response.text()).toBe('')
  })

  it('serves no other method, and logs that it did not', async () => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, '/'), { method: 'DELETE' })
    expect(response.status).toBe(501)
    expect(console.error).toHaveBeenLastCalledWith(
      expect.stringContaining('"DELETE / HTTP/1.1" 501 -'),
    )
  })
})

function urlOf({ host, port }: Address, target: string): string {
  return `http://${host}:${port}${target}`
}
