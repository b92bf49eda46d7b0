// What is left of a body can be skipped.
import { describe, expect, it, vi } from 'vitest'
import { RequestBody } from '#src/wire/request-body.ts'

describe('drain', () => {
  it.each([
    [[], 0, true],
    [['he', 'llo'], 5, true],
    [['he', 'llo!'], 5, false],
    [['a'], 0, false],
  ])('skips %j where %i bytes are allowed: %s', async (parts, max, whole) => {
    const body = new RequestBody(pieces(...parts))
    expect(await body.drain(max)).toBe(whole)
  })

  it('counts what is left, not what was read', async () => {
    const body = new RequestBody(pieces('hello', ' ', 'world'))
    await body.read()
    expect(await body.drain(6)).toBe(true)
    expect(await body.read()).toBeUndefined()
  })

  it('stops reading where too much has come', async () => {
    const body = new RequestBody(pieces('a', 'bc', 'd'))
    expect(await body.drain(2)).toBe(false)
    expect(await body.text()).toBe('d')
  })

  it('does not ask for a body that it would throw away', async () => {
    const beforeReading = vi.fn<() => void>()
    const body = new RequestBody(pieces('hello'), 5, beforeReading)
    expect(await body.drain(1000)).toBe(false)
    expect(beforeReading).not.toHaveBeenCalled()
  })
})

async function* pieces(...parts: string[]): AsyncGenerator<Buffer, void> {
  for (const part of parts) yield Buffer.from(part, 'latin1')
}
