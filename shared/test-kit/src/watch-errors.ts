// What the program logs as an error. A test that expects some takes them away.
import { afterEach, beforeEach, type MockInstance, vi } from 'vitest'

/** Watches console.error. What a test leaves there makes it fail. */
export function watchErrors(): MockInstance<typeof console.error> {
  const errors = vi.spyOn(console, 'error')
  beforeEach(() => {
    errors.mockReset()
  })
  afterEach(() => {
    const [first] = errors.mock.calls
    if (first) throw new Error('An error was logged', { cause: first[0] })
  })
  return errors
}
