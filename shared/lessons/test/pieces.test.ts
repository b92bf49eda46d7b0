// Source as pieces, and changes of it as lessons show them.
import { existingSteps } from '@barewire/course/steps'
import { describe, expect, it } from 'vitest'
import { rebuild } from '../src/build.ts'
import { draftLesson } from '../src/draft.ts'
import { parseInfo } from '../src/fence.ts'
import { checkForm } from '../src/form.ts'
import { parseLesson } from '../src/lesson.ts'
import { applyPatch } from '../src/patch.ts'
import { piecesOf, textOf } from '../src/pieces.ts'
import { applyQuote, writeQuote } from '../src/quotes.ts'
import { treeOf, treesOf } from '../src/sources.ts'

const SOURCE = `// A file.
import { a } from 'a'

/** One. */
export const one = 1
const two = 2

class Shelf {
  readonly #books = []

  /** Adds. */
  add(book: string): void {
    const text = \`

\`
  }

  async #find() {}
}

// Alone.

export async function find(): Promise<void> {
  one()

  two()
}
`

describe('piecesOf', () => {
  it('names what a file declares, and the members of its classes', () => {
    expect(piecesOf(SOURCE).map(({ names }) => names)).toEqual([
      ['(top)'],
      ['one', 'two'],
      ['Shelf.(top)'],
      ['Shelf.add'],
      ['Shelf.#find'],
      ['Shelf.(end)'],
      ['find'],
    ])
  })

  it.each(existingSteps())('loses nothing of $name', (step) => {
    for (const [path, text] of treeOf(step)) {
      expect(textOf(piecesOf(text)), path).toBe(text)
    }
  })
})

describe('a draft', () => {
  it.each(existingSteps())('makes $name of the step before', (step) => {
    const { before, after } = treesOf(step)
    const made = rebuild(parseLesson(draftLesson(step)), before)
    expect(made).toEqual(after)
  })

  it('lacks prose, and nothing else of the form', () => {
    const [, step] = existingSteps()
    const lesson = step && parseLesson(draftLesson(step))
    const problems = lesson && step ? checkForm(lesson, step) : []
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('A lesson has at least 900 words'),
      expect.stringContaining('Build: It has 3 to 16 changes'),
    ])
  })
})

describe('a quote', () => {
  it.each<[what: string, from: string, to: string, quote: string]>([
    [
      'a changed line, with some around it',
      'two()',
      'three()',
      '@@ in find @@\n   one()\n\n-  two()\n+  three()\n }',
    ],
    [
      'a new member',
      '  async #find',
      '  drop() {}\n\n  async #find',
      '@@ below Shelf.add @@\n+  drop() {}',
    ],
    [
      'a new last member',
      '#find() {}',
      '#find() {}\n\n  drop() {}',
      '@@ below Shelf.#find @@\n+  drop() {}',
    ],
    [
      'a new declaration behind a class',
      '// Alone',
      'const three = 3\n\n// Alone',
      '@@ below Shelf @@\n+const three = 3',
    ],
    [
      'a member that goes',
      '  async #find() {}\n',
      '',
      '@@ in Shelf.#find @@\n-  async #find() {}',
    ],
  ])('shows %s', (_what, from, to, quote) => {
    const [before, after] = [SOURCE, SOURCE.replace(from, to)].map(
      (text) => new Map([['src/a.ts', text.replace('\n\n}', '\n}')]]),
    )
    const trees = { before: before ?? new Map(), after: after ?? new Map() }
    const info = parseInfo('diff src/a.ts')
    const shown = writeQuote(info, trees, trees.before)
    expect(shown).toBe(quote)
    expect(applyQuote(info, shown, trees.before)).toEqual(trees.after)
  })
})

describe('applyPatch', () => {
  it.each<[what: string, patch: string, message: string]>([
    ['an unknown header', '@@ in find @@\n@@ near x @@\n+a', 'understand'],
    ['an unknown neighbor', '@@ below gone @@\n+a', 'no "gone" to stand below'],
    ['lines that are not there', '@@ in find @@\n-three()', 'has not: three'],
    ['lines of another piece', '@@ in one @@\n-  two()', 'has not: two()'],
  ])('refuses %s', (_what, patch, message) => {
    expect(() => applyPatch(SOURCE, patch)).toThrow(message)
  })

  it('puts lines before all else', () => {
    expect(applyPatch(SOURCE, '@@ at the top @@\n+// New')).toBe(
      `// New\n\n${SOURCE}`,
    )
  })
})
