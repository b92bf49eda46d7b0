// The page at /files/ in a browser: it shows the clock, and finds its way back
// when the connection is lost.
import type { Socket } from 'node:net'
import { withPage } from '@barewire/test-kit/browser'
import { startApp } from '@barewire/test-kit/start-app'
import { describe, expect, it } from 'vitest'
import { createApp } from '#src/app.ts'

// Chromium waits three seconds before it comes back.
const PATIENCE = { timeout: 10_000 }

describe('the page at /files/', () => {
  it('shows each tick, and the next one after a lost connection', async () => {
    const sockets = new Set<Socket>()
    const server = createApp().on('connection', (socket: Socket) => {
      sockets.add(socket)
    })
    await using app = await startApp(server)
    await withPage(`http://${app.host}:${app.port}/files/`, async (page) => {
      const shown: string[] = []
      await page.exposeFunction('show', (text: string) => shown.push(text))
      await page.evaluate(WATCH)
      const seen = () => ticksOf(shown).length
      await expect.poll(seen, PATIENCE).toBeGreaterThanOrEqual(2)
      for (const socket of sockets) socket.destroy()
      await expect.poll(() => shown.at(-1), PATIENCE).toMatch('connection lost')
      const before = seen()
      await expect.poll(seen, PATIENCE).toBeGreaterThanOrEqual(before + 2)
      const ticks = ticksOf(shown)
      const [first = NaN] = ticks
      expect(ticks).toEqual(ticks.map((_, i) => first + i))
    })
  })
})

/** Calls `show` with each text that the page's output element gets. */
const WATCH = `
  const output = document.querySelector('output')
  const observer = new MutationObserver(() => show(output.textContent))
  observer.observe(output, { childList: true })
`

function ticksOf(shown: readonly string[]): number[] {
  return shown.flatMap((text) => {
    const number = /^\d+:.*\(tick (\d+)\)$/.exec(text)?.[1]
    return number === undefined ? [] : [Number(number)]
  })
}
