// What keeps the copies of one program honest, step by step.
import { readmeOf, HEADINGS, pathsIn } from '@barewire/course/readme'
import type { Slug } from '@barewire/course/ladder'
import {
  existingSteps,
  filesOf,
  isSince,
  type Step,
  stepBefore,
  twoDigits,
} from '@barewire/course/steps'
import { testsFor } from '@barewire/course/tests'
import { describe, expect, it } from 'vitest'
import { codeLines, hunksBetween, textOf } from '../src/lines.ts'

const STEPS = existingSteps()
const PAIRS = STEPS.slice(1).map((step, i) => ({
  step,
  before: STEPS[i] ?? step,
}))

describe.each(STEPS)('$name', (step) => {
  it('has the package.json of all steps, but for name and dependencies', () => {
    const [first = step] = STEPS
    const { dependencies = {}, ...own } = packageOf(step)
    expect({ ...own, name: '' }).toEqual({ ...packageOf(first), name: '' })
    expect(Object.keys(dependencies)).toEqual(dependenciesOf(step).toSorted())
    for (const version of Object.values(dependencies)) {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    }
  })

  it('has tests, and more of them than source', () => {
    const source = filesOf(step, 'src').map((path) => textOf(step, path))
    const tests = testsFor(step).map(({ path, home }) => textOf(home, path))
    expect(countCode(tests)).toBeGreaterThanOrEqual(countCode(source))
  })

  it('exports nothing that neither its source nor its tests use', () => {
    const sources = filesOf(step, 'src').map((path) => textOf(step, path))
    const tests = testsFor(step).map(({ path, home }) => textOf(home, path))
    const counts = new Map<string, number>()
    for (const [word] of [...sources, ...tests].join().matchAll(/\w+/g)) {
      counts.set(word, (counts.get(word) ?? 0) + 1)
    }
    const exported = sources.flatMap((text) =>
      [...text.matchAll(EXPORT)].map(([, name = '']) => name),
    )
    expect(exported.filter((name) => counts.get(name) === 1)).toEqual([])
  })

  it('imports nothing but node: and its own layer or one below', () => {
    const layers = ['src/wire/', 'src/web/', 'src/content/', 'src/api/', 'src/']
    const layerOf = (path: string): number =>
      layers.findIndex((layer) => path.startsWith(layer))
    for (const path of filesOf(step, 'src')) {
      for (const name of importsOf(textOf(step, path))) {
        const given = path.match(/^src\/[^/]+$/) && dependenciesOf(step)
        if (name.startsWith('node:') || given?.includes(name)) continue
        const target = new URL(name, `file:///${path}`).pathname.slice(1)
        expect(name, path).toMatch(/^\.{1,2}\/.*\.ts$/)
        expect(filesOf(step), `${path} imports ${name}`).toContain(target)
        expect(layerOf(target), name).toBeLessThanOrEqual(layerOf(path))
      }
    }
  })

  it('keeps to 80 columns', () => {
    const wide = [...filesOf(step, 'src'), ...filesOf(step, 'test')].flatMap(
      (path) =>
        textOf(step, path)
          .split('\n')
          .filter((line) => line.length > 80)
          .map((line) => `${path}: ${line}`),
    )
    expect(wide).toEqual([])
  })

  it('has no file of more than 200 lines', () => {
    const long = filesOf(step, 'src').filter(
      (path) => textOf(step, path).split('\n').length > 201,
    )
    expect(long).toEqual([])
  })

  it('opens every source file with a comment of one to four lines', () => {
    for (const path of filesOf(step, 'src')) {
      const lines = textOf(step, path).split('\n')
      const length = lines.findIndex((line) => !line.startsWith('//'))
      expect(length, path).toBeGreaterThanOrEqual(1)
      expect(length, path).toBeLessThanOrEqual(4)
    }
  })

  it('explains wire/ with a comment for three to seven lines of code', () => {
    const lines = filesOf(step, 'src/wire')
      .filter((path) => !path.endsWith('/status.ts'))
      .flatMap((path) => textOf(step, path).split('\n'))
      .filter((line) => line.trim() !== '')
    const code = lines.filter((line) => codeLines(line).length > 0)
    const share = 1 - code.length / lines.length
    expect(share).toBeGreaterThan(0.14)
    expect(share).toBeLessThan(0.36)
  })

  it('uses no word that STYLE keeps out', () => {
    // FastAPI has made these two known, as members of a fault.
    const fastApi = /\b(?:ctx|msg)\b/g
    const banned =
      /\bany\b(?=[;,)>\]= ]|$)|\bas unknown as\b|export default|^\s*(?:export )?(?:const )?enum |^\s*(?:export )?namespace |@ts-|parseInt\(|\b(?:req|res|buf|ctx|cb|err|msg)\b|\b(?:simply|obviously)\b/
    for (const path of filesOf(step, 'src')) {
      for (const line of textOf(step, path).split('\n')) {
        const known = path.startsWith('src/api/') ? fastApi : /(?!)/
        const code = line.replace(/\/\/.*|\/?\*.*/, '').replace(known, '')
        expect(banned.test(code), `${path}: ${line}`).toBe(false)
      }
    }
    const names = filesOf(step).map((path) => path.split('/').at(-1))
    expect(names).not.toContain('utils.ts')
    expect(names).not.toContain('helpers.ts')
    expect(names).not.toContain('types.ts')
  })

  it('admits only what a later step removes', () => {
    for (const path of filesOf(step, 'src')) {
      const text = textOf(step, path).replaceAll(/\n\s*\/\/ /g, ' ')
      for (const [phrase, number] of text.matchAll(
        /Step (\d\d) removes this/g,
      )) {
        expect(Number(number), `${path}: ${phrase}`).toBeGreaterThan(
          step.number,
        )
      }
      const admitted = text.match(/\bAssumes /g)?.length ?? 0
      const removed = text.match(/Assumes [^.]+\. Step \d\d removes this\./g)
      expect(removed?.length ?? 0, path).toBe(admitted)
    }
  })

  it('has a README of at most 25 lines with the five headings', () => {
    const text = textOf(step, 'README.md')
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(25)
    expect(text).toMatch(
      new RegExp(`^# Step ${twoDigits(step.number)}: ${step.title}\n`),
    )
    expect([...readmeOf(step).keys()]).toEqual([...HEADINGS])
    expect(readmeOf(step).get('Run')).toContain(`npm run step ${step.number}`)
  })

  it('says in its README what changed, exactly', () => {
    const before = stepBefore(step)
    const now = new Set(filesOf(step, 'src'))
    const then = new Set(before ? filesOf(before, 'src') : [])
    const changed = [...now].filter(
      (path) =>
        before !== undefined &&
        then.has(path) &&
        textOf(before, path) !== textOf(step, path),
    )
    const said = (kind: string): string[] => {
      const lines = readmeOf(step).get('What changed')?.split('\n') ?? []
      return lines
        .filter((line) => line.startsWith(`- ${kind}:`))
        .flatMap(pathsIn)
    }
    expect(said('new')).toEqual([...now].filter((path) => !then.has(path)))
    expect(said('changed')).toEqual(changed)
    expect(said('gone')).toEqual([...then].filter((path) => !now.has(path)))
    const order = pathsIn(readmeOf(step).get('Read in this order') ?? '')
    expect(order.toSorted()).toEqual(
      [...said('new'), ...said('changed')].toSorted(),
    )
  })
})

describe.each(PAIRS)('the way to $step.name', ({ step, before }) => {
  const paths = [
    ...new Set([...filesOf(before, 'src'), ...filesOf(step, 'src')]),
  ]
  const texts = paths.map((path) => ({
    path,
    old: textOf(before, path),
    new: textOf(step, path),
  }))

  it('renames and removes nothing', () => {
    const gone = texts.filter((text) => text.new === '').map(({ path }) => path)
    // The one exception of the ladder: 08 replaces the class of 07.
    expect(gone).toEqual(
      step.slug === 'response-values' ? ['src/wire/handler-class.ts'] : [],
    )
  })

  it('is small, or else on the list of those that are still to cut', () => {
    const lines = texts.flatMap((text) =>
      hunksBetween(text.old, text.new).flatMap((hunk) => hunk.added),
    )
    const old = texts.filter((text) => text.old !== '' && text.new !== '')
    const touched = old.filter((text) => countChanged(text) > 8)
    const size = `${lines.length} added lines, ${touched.length} old files`
    const isSmall = lines.length <= 200 && touched.length <= 4
    expect(isSmall, size).toBe(!STILL_TO_CUT.includes(step.slug))
  })

  it('has no hunk that only changes white space', () => {
    const noise = texts.flatMap((text) =>
      hunksBetween(text.old, text.new)
        .filter(({ added, removed }) => bare(added) === bare(removed))
        .map((hunk) => `${text.path}: ${hunk.added.join('\n')}`),
    )
    expect(noise).toEqual([])
  })
})

const EXPORT =
  /^export (?:(?:abstract|async|const|class|function\*?|interface|type) )+(\w+)/gm

/** Steps that will become several. None is ever added here. */
const STILL_TO_CUT: readonly Slug[] = [
  'request-head',
  'routing',
  'json',
  'middleware',
  'authorization',
  'streaming',
  'files',
  'compression',
  'forms',
  'limits',
  'validation',
  'decorators',
  'dependencies',
  'openapi',
]

/** What the source of a step may import beside its own files. */
function dependenciesOf(step: Step): string[] {
  return Object.entries(DEPENDENCIES).flatMap(([name, since]) =>
    isSince(step, since) ? name : [],
  )
}

const DEPENDENCIES: Readonly<Record<string, Slug>> = {
  zod: 'validation',
  'node-sqlite3-wasm': 'dependencies',
  'swagger-ui-dist': 'openapi',
}

interface Package {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
}

function packageOf(step: Step): Package {
  return JSON.parse(textOf(step, 'package.json'))
}

function countCode(texts: readonly string[]): number {
  return texts.flatMap((text) => codeLines(text)).length
}

function bare(lines: readonly string[]): string {
  return lines.join('').replaceAll(/\s/g, '')
}

/** Lines that differ. */
function countChanged(text: { old: string; new: string }): number {
  return hunksBetween(text.old, text.new)
    .map(({ added, removed }) => Math.max(added.length, removed.length))
    .reduce((sum, count) => sum + count, 0)
}

function importsOf(text: string): string[] {
  const found = text.matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'/gm)
  return [...found].map(([, name = '']) => name)
}
