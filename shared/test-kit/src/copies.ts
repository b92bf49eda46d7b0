// Finds test files that are copies: the same test of the same sources as in an
// earlier step. Each step begins as the one before, so about half of them are.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

/**
 * The test files that are copies of one in an earlier folder: they and all that
 * they import, directly or not, are the same there, byte by byte, and nothing
 * in it could depend on anything else in the folder. `folders` are the steps'
 * in their order; `shared` is where the packages "@barewire/…" are.
 */
export function copiesIn(folders: readonly string[], shared: string): string[] {
  const seen = new Set<string>()
  const copies: string[] = []
  for (const folder of folders) {
    for (const file of testsOf(folder)) {
      const print = fingerprint(file, { folder, shared })
      if (print === undefined) continue
      if (seen.has(print)) copies.push(file)
      seen.add(print)
    }
  }
  return copies
}

/** The test files of a package, sorted. */
export function testsOf(folder: string): string[] {
  const below = join(folder, 'test')
  if (!existsSync(below)) return []
  return readdirSync(below, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => join(below, path))
    .toSorted()
}

interface Place {
  readonly folder: string
  readonly shared: string
}

/**
 * Equal for tests that cannot but behave alike. Undefined for one that may
 * see more of its folder than what it imports.
 */
function fingerprint(file: string, place: Place): string | undefined {
  const files = closureOf(file, place)
  if (files === undefined) return undefined
  const hash = createHash('sha256')
  for (const each of files.toSorted()) {
    const path = relative(place.folder, each).split(sep).join('/')
    const text = readFileSync(each)
    hash.update(`${path}\n${text.length}\n`).update(text)
  }
  return hash.digest('hex')
}

/** The file and all that it imports, or undefined where that is not all. */
function closureOf(file: string, { shared }: Place): string[] | undefined {
  const closure = new Set([file])
  for (const each of closure) {
    const imports = importsOf(each, shared)
    if (imports === undefined) return undefined
    for (const imported of imports) closure.add(imported)
  }
  return [...closure]
}

/** What a file imports, besides packages that know nothing of folders. */
function importsOf(file: string, shared: string): string[] | undefined {
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  if (LOOKS_AROUND.test(text)) return undefined
  const names = [...text.matchAll(IMPORT)].map(([, , name = '']) => name)
  const paths = names.filter((name) => !isBlind(name))
  const files = paths.flatMap((name) => resolve(name, { file, shared }) ?? [])
  return files.length === paths.length ? files : undefined
}

/** Also finds some in comments and strings; that errs on the safe side. */
const IMPORT = /\b(?:from|import)\s*(['"`])([^'"`]+)\1/g

/**
 * Words with which a file finds out where it is, reads what is not imported,
 * or gets other modules than those that it names.
 */
const LOOKS_AROUND =
  /\bimport\.meta\b|\bimport\s*\(|\b(?:create)?require\b|\b__(?:dir|file)name\b|\bprocess\.(?:cwd|chdir|argv|execArgv|mainModule)\b|\b(?:do)?mock\(|\bimport(?:Actual|Mock)\b|Snapshot\b|\btestPath\b|\.stack\b|\bgetBuiltinModule\b/i

/** Whether a module shows nothing of the folder. One not listed may. */
function isBlind(name: string): boolean {
  return BLIND.has(name.replace(/\/(?:promises|consumers)$/, ''))
}

const BLIND: ReadonlySet<string> = new Set([
  'node:assert',
  'node:async_hooks',
  'node:buffer',
  'node:crypto',
  'node:dns',
  'node:events',
  'node:http',
  'node:net',
  'node:os',
  'node:perf_hooks',
  'node:stream',
  'node:string_decoder',
  'node:timers',
  'node:util',
  'node:zlib',
  'arktype',
  'fast-check',
  'undici',
  'valibot',
  'vitest',
  'zod',
])

/** The file behind "./name.ts" or "@barewire/package/name". */
function resolve(
  name: string,
  { file, shared }: { file: string; shared: string },
): string | undefined {
  if (/^\.\.?\//.test(name)) return join(dirname(file), name)
  const [, folder, path] = /^@barewire\/([^/]+)\/(.+)$/.exec(name) ?? []
  if (folder === undefined || path === undefined) return undefined
  return join(shared, folder, 'src', `${path}.ts`)
}
