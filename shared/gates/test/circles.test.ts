// No file imports one that, in the end, imports it.
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { existingSteps, filesOf, ROOT, type Step } from '@barewire/course/steps'
import { describe, expect, it } from 'vitest'
import { findCircles, type Imports, importsIn } from '../src/circles.ts'
import { textOf } from '../src/lines.ts'

describe('steps', () => {
  const importsOf = (step: Step, path: string): string[] =>
    importsIn(textOf(step, path))
      .filter((name) => name.startsWith('.'))
      .map((name) => posix.join(posix.dirname(path), name))

  it.each(existingSteps())('$name has no circle of imports', (step) => {
    // This folder will be written anew, and then without circles.
    const paths = filesOf(step, 'src').filter(
      (path) => !path.startsWith('src/api/'),
    )
    const imports = new Map(paths.map((path) => [path, importsOf(step, path)]))
    expect(findCircles(imports)).toEqual([])
  })
})

const SHARED = join(ROOT, 'shared')

describe('shared', () => {
  const files = readdirSync(SHARED, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /^[\w-]+\/src\/.*\.m?ts$/.test(path))

  const importsOf = (path: string): string[] =>
    importsIn(readFileSync(join(SHARED, path), 'utf8')).map((name) =>
      name.startsWith('.')
        ? posix.join(posix.dirname(path), name)
        : name.replace(/^@barewire\/([\w-]+)\/(.*)$/, '$1/src/$2.ts'),
    )

  it('has no circle of files', () => {
    const imports = new Map(files.map((path) => [path, importsOf(path)]))
    expect(findCircles(imports)).toEqual([])
  })
})

describe('findCircles', () => {
  const imports = (...pairs: [string, string[]][]): Imports => new Map(pairs)

  it.each<[string, Imports, string[][]]>([
    ['a chain', imports(['a', ['b']], ['b', ['c']], ['c', []]), []],
    ['a diamond', imports(['a', ['b', 'c']], ['b', ['d']], ['c', ['d']]), []],
    ['itself', imports(['a', ['a']]), [['a']]],
    ['two', imports(['a', ['b']], ['b', ['a']]), [['a', 'b']]],
    [
      'a long way and a short one',
      imports(['a', ['b']], ['b', ['c', 'd']], ['c', ['d']], ['d', ['a']]),
      [
        ['a', 'b', 'd'],
        ['c', 'd', 'a', 'b'],
      ],
    ],
    [
      'two circles',
      imports(['a', ['b']], ['b', ['a']], ['x', ['a', 'y']], ['y', ['x']]),
      [
        ['a', 'b'],
        ['x', 'y'],
      ],
    ],
    ['a way into a circle', imports(['a', ['b']], ['b', ['b']]), [['b']]],
  ])('finds circles in %s', (_, graph, circles) => {
    expect(findCircles(graph)).toEqual(circles)
  })
})

describe('importsIn', () => {
  it('finds imports of values, types and files, and exports from elsewhere', () => {
    const text = `import './a.ts'
import { type B } from './b.ts'
import type {
  C,
} from './c.ts'
export { d } from './d.ts'
const e = await import('./e.ts')`
    expect(importsIn(text)).toEqual([
      './a.ts',
      './b.ts',
      './c.ts',
      './d.ts',
      './e.ts',
    ])
  })
})
