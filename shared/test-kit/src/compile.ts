// Asks the compiler what it says about pieces of TypeScript.
import { ROOT } from '@barewire/course/steps'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the compiler says about one place. */
export interface Diagnostic {
  /** From 1. */
  readonly line: number
  /** "error TS2345: …", and the lines that explain it. */
  readonly text: string
}

/** What the compiler says. */
export interface Compiled {
  /** By file; a file without any has an empty list. */
  readonly diagnostics: Readonly<Record<string, readonly Diagnostic[]>>
  /** "Check time": "0.412s", and more (tsc --extendedDiagnostics). */
  readonly statistics: Readonly<Record<string, string>>
}

/** What to compile. */
export interface Pieces {
  /** A step's folder of sources; `import … from '#src/api/app.ts'` is there. */
  readonly src: string
  /** Text by name: `{ 'one.ts': '…' }`. */
  readonly files: Readonly<Record<string, string>>
}

/** Compiles all files in one run. Throws when other files have mistakes. */
export function compile({ src, files }: Pieces): Compiled {
  // From there packages are found, and there no tool looks for sources.
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.compile-'))
  try {
    const config = {
      extends: join(ROOT, 'tsconfig.base.json'),
      compilerOptions: {
        paths: { '#src/*': [`${src.replaceAll('\\', '/')}/*`] },
        noUnusedLocals: false,
        noUnusedParameters: false,
      },
      files: Object.keys(files),
    }
    const written = { ...files, 'tsconfig.json': JSON.stringify(config) }
    for (const [name, text] of Object.entries(written)) {
      writeFileSync(join(folder, name), text)
    }
    return parse(run(folder), Object.keys(files))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function run(cwd: string): string {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  const words = [tsc, '--pretty', 'false', '--extendedDiagnostics']
  const options = { cwd, encoding: 'utf8', maxBuffer: Infinity } as const
  const { stdout, stderr, error } = spawnSync(process.execPath, words, options)
  if (error) throw error
  if (stderr !== '') throw new Error(stderr)
  return stdout.replaceAll('\r\n', '\n')
}

function parse(output: string, names: readonly string[]): Compiled {
  const found = new Map<string, Diagnostic[]>(names.map((name) => [name, []]))
  // What explains a diagnostic is indented.
  const [, ...parts] = `\n${output}`.split(/\n(?! )/)
  const statistics: [string, string][] = []
  for (const part of parts) {
    const [, name = '', line, text = ''] =
      /^(\S+)\((\d+),\d+\): (.+)/s.exec(part) ?? []
    const [, label = '', value = ''] = /^([\w/ ]+): +(\S+)$/.exec(part) ?? []
    if (found.has(name)) found.get(name)?.push({ line: Number(line), text })
    else if (label !== '') statistics.push([label, value])
    else if (part.trim() !== '') throw new Error(part)
  }
  return {
    diagnostics: Object.fromEntries(found),
    statistics: Object.fromEntries(statistics),
  }
}
