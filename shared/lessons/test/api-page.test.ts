// The pages about the framework: each example compiles, and prints what its
// comments say. The first fence of the first page has the imports of all.
import { folderOf, ROOT, STEPS } from '@barewire/course/steps'
import { compile } from '@barewire/test-kit/compile'
import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Fence, parseLesson } from '../src/lesson.ts'

/** An example, and the page that has it. */
interface Example {
  readonly page: string
  readonly fence: Fence
}

const [imports, ...examples] = ['api.md', 'fastapi.md'].flatMap(examplesIn)
const last = STEPS.at(-1)
if (last === undefined || imports === undefined)
  throw new Error('Nothing there')
const src = join(folderOf(last), 'src')
const parent = join(ROOT, 'node_modules', '.cache', 'barewire')
mkdirSync(parent, { recursive: true })
const folder = mkdtempSync(join(parent, 'api-page-'))
afterAll(() => rmSync(folder, { recursive: true }))

const named = examples.map((example) => [placeOf(example), example] as const)
let printed: Record<string, string[]> = {}
beforeAll(() => {
  printed = run()
})

it('has examples that compile', () => {
  const files = Object.fromEntries(
    examples.map((example) => [nameOf(example), program(example, '#src/')]),
  )
  const { diagnostics } = compile({ src, files })
  const before = imports.fence.content.split('\n').length
  const texts = examples.flatMap((example) =>
    (diagnostics[nameOf(example)] ?? []).map(
      (each) => `${placeOf(example, each.line - before)} ${each.text}`,
    ),
  )
  expect(texts).toEqual([])
})

it.each(named)('prints what it says: %s', (_, example) => {
  expect(toldBy(example)).not.toEqual([])
  expect(printed[nameOf(example)]).toEqual(toldBy(example))
})

function examplesIn(page: string): Example[] {
  const text = readFileSync(join(ROOT, 'docs', 'reference', page), 'utf8')
  return parseLesson(text)
    .fences.filter(({ info }) => info.language === 'ts')
    .map((fence) => ({ page, fence }))
}

function placeOf({ page, fence }: Example, line = 0): string {
  return `docs/reference/${page}:${fence.line + line}`
}

function nameOf({ page, fence }: Example): string {
  return `${page}-${fence.line}.ts`
}

function program({ fence }: Example, from: string): string {
  const before = imports?.fence.content.replaceAll("'./", `'${from}`)
  return `${before}\n${fence.content}\n`
}

function toldBy({ fence }: Example): string[] {
  const lines = fence.content.matchAll(/^ *\/\/ -> (.*)$/gm)
  return [...lines].map(([, told = '']) => told)
}

/** Runs all of them in one process, one after the other. */
function run(): Record<string, string[]> {
  for (const example of examples) {
    const from = pathToFileURL(`${src}/`).href
    writeFileSync(join(folder, nameOf(example)), program(example, from))
  }
  const names = JSON.stringify(examples.map(nameOf))
  const script = `import { format } from 'node:util'
const told = {}
const { log } = console
for (const name of ${names}) {
  told[name] = []
  console.log = (...words) => told[name].push(format(...words))
  await import('./' + name).catch((error) => told[name].push(String(error)))
}
log(JSON.stringify(told))`
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'all.ts'), script)
  const words = ['--import', 'tsx', 'all.ts']
  const { stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: folder,
    encoding: 'utf8',
  })
  if (stderr !== '') throw new Error(stderr)
  return JSON.parse(stdout)
}
