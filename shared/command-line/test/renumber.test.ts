// npm run renumber: what it does to a ladder, a text and a copy of the project.
import { LADDER, type Row } from '@barewire/course/ladder'
import { ROOT } from '@barewire/course/steps'
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Plan, planFor } from '../src/renumber-plan.ts'
import { Rewriter } from '../src/renumber-text.ts'
import { renumberTree } from '../src/renumber-tree.ts'

const row = (slug: string, ...formerly: readonly string[]): Row => ({
  slug,
  formerly,
  title: slug,
  part: 'I',
  idea: '',
  sees: '',
})

describe('planFor', () => {
  const folders = ['01-a', '02-b', '03-c']

  it('leaves a ladder alone that has not changed', () => {
    const plan = planFor(
      folders,
      ['a', 'b', 'c'].map((slug) => row(slug)),
    )
    expect(plan.moves.filter(({ from, to }) => from !== to)).toEqual([])
    expect([plan.missing, plan.ended]).toEqual([[], []])
  })

  it('makes room for a row that is new', () => {
    const plan = planFor(folders, [row('a'), row('x'), row('b'), row('c')])
    expect(plan.moves).toContainEqual({ from: '03-c', to: '04-c' })
    expect(plan.missing).toEqual(['02-x'])
  })

  it('splits a step: the old folder is the later half', () => {
    const plan = planFor(folders, [
      row('a'),
      row('b-first'),
      row('b-whole', 'b'),
      row('c'),
    ])
    expect(plan.moves).toContainEqual({ from: '02-b', to: '03-b-whole' })
    expect(plan.missing).toEqual(['02-b-first'])
  })

  it('names a folder that no row has', () => {
    expect(planFor(folders, [row('a'), row('c')]).ended).toEqual(['02-b'])
  })

  it('refuses to make two folders one', () => {
    expect(() => planFor(folders, [row('a'), row('c', 'b')])).toThrow(
      '02-b and 03-c would both become 02-c. Delete the folder',
    )
  })

  it('refuses a slug that is there twice', () => {
    expect(() => planFor(folders, [row('a'), row('b', 'a')])).toThrow(
      'The ladder has "a" twice',
    )
  })
})

describe('Rewriter', () => {
  const plan: Plan = {
    moves: [
      { from: '01-one', to: '01-one' },
      { from: '02-two', to: '03-two' },
      { from: '03-three', to: '04-three' },
      { from: '05-five', to: '06-fifth' },
    ],
    missing: ['02-new'],
    ended: [],
  }
  const rewriter = new Rewriter(plan)

  it.each([
    ['a name', 'import "./02-two.ts"', 'import "./03-two.ts"'],
    ['names at once', '02-two 03-three', '03-two 04-three'],
    ['a command', 'npm run step 2', 'npm run step 3'],
    ['a silent one', 'npm run --silent lessons -- --draft 2', '3'],
    ['two numbers', 'npm run diff 2 3', 'npm run diff 3 4'],
    ['a test', '`npm test 3`', '`npm test 4`'],
    ['prose', 'Step 02 removes this.', 'Step 03 removes this.'],
    ['a range', 'steps 1 to 3', 'steps 1 to 4'],
    ['a list', 'steps 01, 02 and 03', 'steps 01, 03 and 04'],
    ['a link', '[02](../steps/02-two.md)', '[03](../steps/03-two.md)'],
    ['the id of a check', '`five.12`', '`fifth.12`'],
    ['a slug in data', "until: 'five',", "until: 'fifth',"],
    ['a fence', '```console step=five', '```console step=fifth'],
    ['a playground', 'TODO 03', 'TODO 04'],
  ])('rewrites %s', (_, before, after) => {
    expect(rewriter.rewrite(before).text).toContain(after)
  })

  it.each([
    'port 8002',
    '2 bytes',
    'RFC 9112 §2.3',
    '2026-02-03',
    'HTTP/1.1',
    "'five'",
    'step 2.5',
    '12-two',
  ])('leaves "%s" alone', (text) => {
    expect(rewriter.rewrite(text).text).toBe(text)
  })

  it('says where a person has to look', () => {
    const { doubts } = rewriter.rewrite('one\nsee step 5\nand step 4')
    expect(doubts).toEqual([
      { line: 2, why: '05-five is 06-fifth now: is that what is meant?' },
      { line: 3, why: 'step 4 was deleted' },
    ])
  })
})

describe('a copy of the project', () => {
  let root: string

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'barewire-renumber-'))
    const listed = execFileSync('git', ['ls-files', '-z'], {
      cwd: ROOT,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    })
    for (const path of listed.split('\0').filter(isCopied)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      cpSync(join(ROOT, path), join(root, path))
    }
    execFileSync('git', ['init', '--quiet'], { cwd: root })
  })
  afterAll(() => rmSync(root, { recursive: true }))

  const isCopied = (path: string): boolean =>
    path !== '' &&
    !/^steps\/[^/]+\/test\//.test(path) &&
    existsSync(join(ROOT, path))
  const ladder: readonly Row[] = LADDER
  const at = ladder.findIndex(({ slug }) => slug === 'chunked-body')
  const before = ladder[at - 1] ?? row('')
  const there = (folder: string): string[] =>
    readdirSync(join(root, folder)).filter((name) => /^\d\d-/.test(name))

  it('does nothing where nothing has changed', () => {
    const { moved, rewritten } = renumberTree(root, ladder)
    expect([moved, rewritten]).toEqual([[], []])
  })

  it('takes a step that is inserted, one that is split and two merged', () => {
    // Inserted: "new" after step 1. Split: chunked-body. Merged: the one
    // before into its first half.
    const [first = row(''), ...rest] = ladder
    rmSync(join(root, 'steps', `0${at}-${before.slug}`), { recursive: true })
    const changed = [first, row('new'), ...rest].flatMap((each) => {
      if (each.slug === before.slug) return []
      if (each.slug !== 'chunked-body') return [each]
      return [row('chunks', before.slug), row('trailers', 'chunked-body')]
    })
    const { plan, doubts, leftovers } = renumberTree(root, changed)
    expect(plan.missing).toEqual(['02-new', '06-chunks'])
    expect(there('steps')).toContain('07-trailers')
    expect(there('docs/steps')).toContain('07-trailers.md')
    expect(there('shared/checks/src')).toContain('07-trailers.ts')
    const own = readFileSync(join(root, 'steps/07-trailers/package.json'))
    expect(JSON.parse(own.toString()).name).toBe('07-trailers')
    const suite = readFileSync(join(root, 'shared/checks/src/suite.ts'), 'utf8')
    expect(suite).toContain("'./07-trailers.ts'")
    expect(suite).not.toContain('06-chunked-body')
    // What was step 6 is 7 now, and what was 5 is gone.
    expect(leftovers).toContain(`docs/steps/0${at}-${before.slug}.md`)
    expect(doubts.some(({ why }) => why.startsWith('06-chunked-body'))).toBe(
      true,
    )
    expect(doubts.some(({ why }) => why === `step ${at} was deleted`)).toBe(
      true,
    )
    const again = renumberTree(root, changed)
    expect(again.moved).toEqual([])
  })
})
