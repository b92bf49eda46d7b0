// Compiles servers as they would run in production: TypeScript to JavaScript,
// once, a file for each. Packages stay outside, for all of them.
import { ROOT, type Step } from '@barewire/course/steps'
import { build as buildFile, type Plugin } from 'esbuild'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from './folder.ts'

/** A server's source, and the step that it is to run on. */
export interface Source {
  readonly name: string
  /** Its file in `servers/`. */
  readonly file: string
  /** Instead of the step that the source names. */
  readonly step?: Step
}

/** Servers that were compiled. Use it with `using`. */
export interface Compiled extends Disposable {
  readonly folder: string
  /** The file of a server. */
  readonly fileOf: (name: string) => string
}

const SERVERS = join(ROOT, 'shared', 'bench', 'src', 'servers')
// Below the packages, so that they are found from there.
const CACHE = join(ROOT, 'node_modules', '.cache')

/** Compiles each server to a file of its own. */
export async function compile(sources: readonly Source[]): Promise<Compiled> {
  mkdirSync(CACHE, { recursive: true })
  const folder = makeFolder(CACHE, 'bench-')
  const fileOf = (name: string): string => join(folder.path, `${name}.mjs`)
  try {
    await Promise.all(
      sources.map((source) => compileOne(source, fileOf(source.name))),
    )
  } catch (error) {
    folder[Symbol.dispose]()
    throw error
  }
  const dispose = (): void => folder[Symbol.dispose]()
  return { folder: folder.path, fileOf, [Symbol.dispose]: dispose }
}

async function compileOne({ file, step }: Source, to: string): Promise<void> {
  await buildFile({
    entryPoints: [join(SERVERS, file)],
    outfile: to,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: true,
    logLevel: 'silent',
    plugins: step === undefined ? [] : [anotherStep(step)],
  })
}

/** Takes the same files of another step. */
function anotherStep({ name }: Step): Plugin {
  return {
    name: 'another-step',
    setup(build) {
      build.onResolve({ filter: /\/steps\/\d\d-/ }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path).replace(
          /([\\/]steps[\\/])\d\d-[\w-]+/,
          `$1${name}`,
        ),
      }))
    },
  }
}
