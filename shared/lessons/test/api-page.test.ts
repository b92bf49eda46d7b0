// The page about the framework's API: each example compiles, and prints what
// its comments say. The first fence are the imports of all.
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

const text = readFileSync(join(ROOT, 'docs', 'reference', 'api.md'), 'utf8')
const [imports, ...examples] = parseLesson(text).fences.filter(
  ({ info }) => info.language === 'ts',
)
const last = STEPS.at(-1)
if (last === undefined || imports === undefined)
  throw new Error('Nothing there')
const src = join(folderOf(last), 'src')
const parent = join(ROOT, 'node_modules', '.cache', 'barewire')
mkdirSync(parent, { recursive: true })
const folder = mkdtempSync(join(parent, 'api-page-'))
afterAll(() => rmSync(folder, { recursive: true }))

const named = examples.map(
  (fence) =>
    [`line ${fence.line}: ${fence.section} ${fence.part}`, fence] as const,
)
let printed: Record<string, string[]> = {}
beforeAll(() => {
  printed = run()
})

it('has examples that compile', () => {
  const files = Object.fromEntries(
    examples.map((fence) => [nameOf(fence), program(fence, 'src/')]),
  )
  const { diagnostics } = compile({ src, files })
  const texts = examples.flatMap((fence) =>
    (diagnostics[nameOf(fence)] ?? []).map((each) => {
      const line =
        fence.line + each.line - imports.content.split('\n').length - 1
      return `docs/reference/api.md:${line}: ${each.text}`
    }),
  )
  expect(texts).toEqual([])
})

it.each(named)('prints what it says, %s', (_, fence) => {
  expect(toldBy(fence)).not.toEqual([])
  expect(printed[nameOf(fence)]).toEqual(toldBy(fence))
})

function nameOf({ line }: Fence): string {
  return `line-${line}.ts`
}

function program({ content }: Fence, from: string): string {
  return `${imports?.content.replaceAll("'./", `'${from}`)}\n${content}\n`
}

function toldBy({ content }: Fence): string[] {
  return [...content.matchAll(/^ *\/\/ -> (.*)$/gm)].map(
    ([, told = '']) => told,
  )
}

/** Runs all of them in one process, one after the other. */
function run(): Record<string, string[]> {
  for (const fence of examples) {
    const from = pathToFileURL(`${src}/`).href
    writeFileSync(join(folder, nameOf(fence)), program(fence, from))
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
