// The files of a step that stands alone: its own, the tests that it inherits,
// and what they need of shared/, which comes below kit/.
import { type Step, twoDigits } from '@barewire/course/steps'
import { type TestSource, testsFor } from '@barewire/course/tests'
import { type Entry, readBlobs, writeObject } from './git.ts'

/** What the commit that is checked out has. */
export class Source {
  readonly #blobs: ReadonlyMap<string, string>
  readonly #texts: ReadonlyMap<string, string>
  readonly #written = new Map<string, string>()

  constructor(entries: readonly Entry[]) {
    this.#blobs = new Map(entries.map(({ path, blob }) => [path, blob]))
    const read = entries.filter(({ path }) => READ.test(path))
    this.#texts = readBlobs(read.map(({ blob }) => blob))
  }

  get paths(): string[] {
    return [...this.#blobs.keys()]
  }

  has(path: string): boolean {
    return this.#blobs.has(path)
  }

  blob(path: string): string {
    const blob = this.#blobs.get(path)
    if (blob === undefined) throw new Error(`There is no ${path}`)
    return blob
  }

  text(path: string): string {
    const text = this.#texts.get(this.blob(path))
    if (text === undefined) throw new Error(`${path} has not been read`)
    return text
  }

  /** The blob of a text, written once. */
  write(text: string): string {
    const known = this.#written.get(text) ?? writeObject('blob', text)
    this.#written.set(text, known)
    return known
  }
}

/** What is looked into: imports, manifests, goals. */
const READ =
  /^(?:package\.json$|shared\/.*\.ts$|steps\/.*(?:\.ts|package\.json|README\.md)$)/

/** All files of the step's tree. */
export function entriesFor(step: Step, source: Source): Entry[] {
  const own = ownFiles(step, source)
  const kit = kitFor(own, step, source)
  const names = new Set(
    [...own.values(), ...kit].flatMap((path) => packagesIn(path, source)),
  )
  const made = {
    '.npmrc': 'package-lock=false\n',
    'README.md': readmeFor(step, source),
    'package.json': manifestFor(step, names, source),
    'tsconfig.json': TSCONFIG,
    'vitest.config.ts': vitestConfigFor(step),
    [`${KIT}/checks/src/suite.ts`]: suiteFor(step, source),
  }
  const kept = [
    ...own,
    ...kit.map((path) => [path.replace('shared', KIT), path] as const),
    // Whoever comes from the main branch has a playground/ in the folder.
    ['.gitignore', '.gitignore'] as const,
    ['LICENSE', 'LICENSE'] as const,
    ['tsconfig.base.json', 'tsconfig.base.json'] as const,
  ].filter(([path]) => !(path in made))
  return [
    ...kept.map(([path, from]) => ({ path, blob: source.blob(from) })),
    ...Object.entries(made).map(([path, text]) => ({
      path,
      blob: source.write(text),
    })),
  ].toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/** Where the step's files are, by their paths in the tree. */
function ownFiles(step: Step, source: Source): ReadonlyMap<string, string> {
  const start = `steps/${step.name}/`
  const files = source.paths
    .filter((path) => path.startsWith(start))
    .map((path) => [path.slice(start.length), path] as const)
    .filter(([path]) => !path.startsWith('test/'))
  const tests = testsFor(step, testSource(source)).map(
    ({ path, home }) => [path, `steps/${home.name}/${path}`] as const,
  )
  return new Map([...files, ...tests])
}

function testSource(source: Source): TestSource {
  return {
    pathsOf({ name }) {
      const start = `steps/${name}/`
      return source.paths
        .filter((path) => path.startsWith(`${start}test/`))
        .map((path) => path.slice(start.length))
    },
    textOf: ({ name }, path) => source.text(`steps/${name}/${path}`),
  }
}

const KIT = 'kit'

const TSCONFIG = `{
  "extends": "./tsconfig.base.json",
  "include": ["src/**/*.ts", "test/**/*.ts"]
}
`

function vitestConfigFor({ slug, number }: Step): string {
  return `import { defineConfig } from 'vitest/config'

const step = { slug: '${slug}', number: ${number}, folder: import.meta.dirname }

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    provide: { step },
    // Test files share the modules of the step: they put back what they fake.
    isolate: false,
    // RUN=all npm test splits every wire case at every point.
    env: {
      ACCESS_LOG: 'off',
      DATABASE: ':memory:',
      RUN: process.env['RUN'] ?? 'home',
    },
    maxConcurrency: 30,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
  },
})
`
}

const SUITE = 'shared/checks/src/suite.ts'

/** The suite without the checks of later steps. */
function suiteFor(step: Step, source: Source): string {
  const lines = source.text(SUITE).split('\n')
  const later = lines.flatMap((line) => {
    const [, name, number] =
      /^import \{ checks as (\w+) \} from '\.\/(\d\d)-/.exec(line) ?? []
    return name !== undefined && Number(number) > step.number ? [name] : []
  })
  return lines
    .filter((line) => {
      const [, name = ''] = /(?:checks as |^ {2}\.\.\.)(\w+)/.exec(line) ?? []
      return !later.includes(name)
    })
    .join('\n')
}

/** What the tests import of shared/, directly or not, and its manifests. */
function kitFor(
  own: ReadonlyMap<string, string>,
  step: Step,
  source: Source,
): string[] {
  const open = [...own.values()].filter((path) => path.includes('/test/'))
  const found = new Set<string>()
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const text = path === SUITE ? suiteFor(step, source) : source.text(path)
    for (const each of sharedIn(text, path)) {
      if (found.has(each) || !source.has(each)) continue
      found.add(each)
      open.push(each)
    }
  }
  const manifests = [...found].map((path) =>
    path.replace(/^(shared\/[^/]+)\/.*/, '$1/package.json'),
  )
  return [...new Set([...found, ...manifests])]
}

const IMPORT = /\b(?:from|import)\s*\(?\s*'([^']+)'/g

function sharedIn(text: string, path: string): string[] {
  return importsIn(text).flatMap((name) => {
    const [, kit, file] = /^@barewire\/([\w-]+)\/(.+)$/.exec(name) ?? []
    if (kit !== undefined) return [`shared/${kit}/src/${file}.ts`]
    if (!name.startsWith('./') || !path.startsWith('shared/')) return []
    return [path.replace(/[^/]+$/, name.slice(2))]
  })
}

function importsIn(text: string): string[] {
  return [...text.matchAll(IMPORT)].map(([, name = '']) => name)
}

/** The packages that a file imports: "undici", "@types/node". */
function packagesIn(path: string, source: Source): string[] {
  if (!path.endsWith('.ts')) return []
  return importsIn(source.text(path))
    .filter((name) => !/^(?:\.|#src\/|node:|@barewire\/)/.test(name))
    .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name)
}

const TOOLS = ['@types/node', 'tsx', 'typescript', 'vite', 'vitest']

function manifestFor(
  step: Step,
  names: ReadonlySet<string>,
  source: Source,
): string {
  const own = Object(JSON.parse(source.text(`steps/${step.name}/package.json`)))
  const root = Object(JSON.parse(source.text('package.json')))
  const versions: Record<string, string> = root.devDependencies
  const wanted = [...new Set([...TOOLS, ...names])]
    .filter((name) => name in versions)
    .toSorted((a, b) => (a < b ? -1 : 1))
  const manifest = {
    ...own,
    workspaces: [`${KIT}/*`],
    scripts: { ...own.scripts, test: 'vitest run', typecheck: 'tsc --noEmit' },
    devDependencies: Object.fromEntries(
      wanted.map((name) => [name, versions[name]]),
    ),
    engines: root.engines,
    allowScripts: root.allowScripts,
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

/** The step's own, with the commands that there are here. */
function readmeFor(step: Step, source: Source): string {
  const text = source.text(`steps/${step.name}/README.md`)
  const number = twoDigits(step.number)
  return `${text.replaceAll(/npm run step \d+/g, 'npm start').trimEnd()}

## On its own

This tree is step ${number} alone: \`npm install && npm start && npm test\`. What its
tests need is in \`kit/\`. \`git log -p step-${number}\` tells how it came to be.
`
}
