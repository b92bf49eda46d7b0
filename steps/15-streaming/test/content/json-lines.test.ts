// One JSON value a line.
import { describe, expect, it, vi } from 'vitest'
import { jsonLines } from '#src/content/json-lines.ts'
import { isStream } from '#src/wire/response-stream.ts'

describe('jsonLines', () => {
  it('is a response of its own type', () => {
    const { status, headers } = jsonLines([])
    expect(status).toBe(200)
    expect(headers).toEqual([['Content-Type', 'application/x-ndjson']])
  })

  it.each<[string, Iterable<unknown> | AsyncIterable<unknown>, string[]]>([
    ['nothing', [], []],
    ['a list', [{ a: 1 }, [2], null], ['{"a":1}\n', '[2]\n', 'null\n']],
    ['a set', new Set(['é', 'é']), ['"é"\n']],
    ['text with line ends', ['a\r\nb\u2028'], ['"a\\r\\nb\u2028"\n']],
    ['promises', [Promise.resolve(1)], ['1\n']],
    ['what is made meanwhile', count(2), ['1\n', '2\n']],
  ])('writes %s, a line each', async (_what, values, expected) => {
    const lines: unknown[] = []
    for await (const line of linesOf(values)) lines.push(line)
    expect(lines).toEqual(expected)
  })

  it('asks for a value when its line is wanted, and for no more', async () => {
    const ended = vi.fn<() => void>()
    const made: number[] = []
    const source = async function* (): AsyncGenerator<number, void> {
      try {
        for await (const number of count(9)) {
          made.push(number)
          yield number
        }
      } finally {
        ended()
      }
    }
    const lines = linesOf(source())
    expect(made).toEqual([])
    await lines.next()
    expect(made).toEqual([1])
    await lines.return()
    expect(made).toEqual([1])
    expect(ended).toHaveBeenCalledOnce()
  })

  it('fails at a value that is no JSON', async () => {
    const lines = linesOf(['good', 1n])
    expect(await lines.next()).toMatchObject({ value: '"good"\n' })
    await expect(lines.next()).rejects.toThrow(TypeError)
  })
})

async function* count(last: number): AsyncGenerator<number, void> {
  for (let number = 1; number <= last; number += 1) yield number
}

async function* linesOf(
  values: Iterable<unknown> | AsyncIterable<unknown>,
): AsyncGenerator<unknown, void> {
  const { body } = jsonLines(values)
  if (!isStream(body)) throw new Error('There is no stream')
  yield* body
}
