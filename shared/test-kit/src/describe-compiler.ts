// Turns tables of pieces of TypeScript into tests: what the compiler accepts, and
// what it refuses, where and in which words. One run compiles them all.
import { beforeAll, describe, expect, it } from 'vitest'
import { type Compiled, compile } from './compile.ts'

/** A piece whose line with "// <-" is wrong, and words of the message. */
export type Refusal = readonly [code: string, ...words: string[]]

/** Pieces by what they show. */
export interface Expectations {
  /** A step's folder of sources; `import … from '#src/api/app.ts'` is there. */
  readonly src: string
  /** Put before every piece. */
  readonly given: string
  readonly refused: Readonly<Record<string, Refusal>>
  readonly accepted: Readonly<Record<string, string>>
}

/** Describes the compiler. */
export function describeCompiler(expectations: Expectations): void {
  const { src, given, refused, accepted } = expectations
  const codes = [
    ...Object.entries(refused).map(([title, [code]]) => [title, code] as const),
    ...Object.entries(accepted),
  ]
  const pieces = new Map(
    codes.map(([title, code], i) => [
      title,
      { name: `${i}.ts`, text: `${given}\n${code}` },
    ]),
  )
  let compiled: Compiled | undefined

  function about(title: string) {
    const { name = '', text = '' } = pieces.get(title) ?? {}
    const lines = text
      .split('\n')
      .flatMap((line, i) => (line.endsWith('// <-') ? [i + 1] : []))
    return { lines, said: compiled?.diagnostics[name] ?? [] }
  }

  describe('the compiler', () => {
    beforeAll(() => {
      const files = [...pieces.values()].map(({ name, text }) => [name, text])
      compiled = compile({ src, files: Object.fromEntries(files) })
    })

    it.each(Object.keys(refused))('refuses %s', (title) => {
      const { lines, said } = about(title)
      const [, ...words] = refused[title] ?? ['']
      expect(said.map(({ line }) => line)).toEqual(lines)
      const message = said.map(({ text }) => text).join('\n')
      for (const word of words) expect(message).toContain(word)
    })

    it.each(Object.keys(accepted))('accepts %s', (title) => {
      expect(about(title).said).toEqual([])
    })
  })
}
