// A patch fits its step, or says what does not.
import { describe, expect, it } from 'vitest'
import { startWrong } from '../src/start-wrong.ts'
import { applyPatch } from '../src/wrong-server.ts'

const PATCH = { file: 'src/app.ts', replace: 'one', by: 'two' }

describe('applyPatch', () => {
  it('replaces what is there once', () => {
    expect(applyPatch('one is $1', PATCH)).toBe('two is $1')
  })

  it.each([
    ['is not there', 'nothing', 0],
    ['is there twice', 'one, one', 2],
  ])('names file and text when it %s', (_, text, count) => {
    expect(() => applyPatch(text, PATCH)).toThrow(
      `Expected once in src/app.ts, found ${count} times: "one"`,
    )
  })
})

describe('startWrong', () => {
  const wrong = { ...PATCH, name: 'is wrong', step: 'keep-alive' } as const

  it.each([
    ['has no such text', { replace: 'no such text' }, 'Expected once'],
    [
      'does not import the file',
      { file: 'src/none.ts' },
      'imports src/none.ts',
    ],
    ['does not compile', { replace: 'createApp', by: '}' }, 'Build failed'],
    [
      'crashes before it listens',
      {
        replace: 'return createServer',
        by: 'throw Error("No")\n  return create',
      },
      'Does not start: is wrong',
    ],
  ])('throws when a step %s', async (_, patch, message) => {
    await expect(startWrong({ ...wrong, ...patch })).rejects.toThrow(message)
  })
})
