// npm run step: lists the steps. npm run step 3: runs step 3.
import {
  existingSteps,
  ROOT,
  type Step,
  STEPS,
  twoDigits,
} from '@barewire/course/steps'
import { type Part, PARTS } from '@barewire/course/ladder'
import { triesFor } from '@barewire/course/tries'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import colors from 'picocolors'
import { readProgress } from '@barewire/playground/playground'
import { endWithParent } from './end-with-parent.ts'
import { type Place, PLAYGROUND, placeOf } from './place.ts'
import { preloadFor } from './preload.ts'
import { showWire, WIRE_OPTIONS } from './show-wire.ts'
import { parseWords, stop } from './words.ts'

const HELP = `npm run step                      lists the steps
npm run step 3                    runs step 3 on http://localhost:8000
npm run step playground           runs what you have written
npm run step 3 -- --port 8001     on another port (or PORT=8001; 0: any free)
npm run step 3 -- --host 0.0.0.0  on another address (or HOST=0.0.0.0)
npm run step 3 -- --watch         starts again whenever a file is saved
npm run step 3 -- --hex           shows offsets and hex, too
npm run step 3 -- --json          prints what passes as JSON, an event a line
npm run step 3 -- --quiet         prints the address and nothing else

It shows every byte that passes. How to read that: docs/reference/wire-view.md
Ctrl-C stops it.`

/** Runs the command with the words behind it. */
export async function run(words: readonly string[]): Promise<void> {
  const { flags, values, others } = parseWords(words, {
    name: 'step',
    help: HELP,
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      watch: { type: 'boolean' },
      quiet: { type: 'boolean' },
      ...WIRE_OPTIONS,
    },
  })
  const [word, surplus] = others
  if (surplus !== undefined)
    stop(`One step at a time, not "${others.join(' ')}".`)
  if (word === undefined) return console.log(listSteps())
  const place = placeOf(word)
  if (values['port'] !== undefined) process.env['PORT'] = values['port']
  if (values['host'] !== undefined) process.env['HOST'] = values['host']
  endWithParent()
  if (!flags.has('quiet')) showWire(place.step, flags)
  if (!isTerse(flags)) console.log(titleLine(place.step))
  if (flags.has('watch')) watch(word, flags)
  else await start(place, isTerse(flags))
}

/** Whether only the address is printed, or only JSON. */
function isTerse(flags: ReadonlySet<string>): boolean {
  return flags.has('quiet') || flags.has('json')
}

/** All steps by part, one a line, and what to do with them. */
function listSteps(): string {
  const existing = new Set(existingSteps())
  const part = (name: Part): string[] => [
    '',
    colors.bold(`Part ${name}: ${PARTS[name]}`),
    ...STEPS.filter((step) => step.part === name).map((step) =>
      existing.has(step) ? stepLine(step) : colors.dim(stepLine(step)),
    ),
  ]
  const last = Math.max(...[...existing].map((step) => step.number))
  return [
    'Barewire, from a TCP socket to a web framework.',
    ...part('I'),
    ...part('II'),
    ...part('III'),
    '',
    ...(last < STEPS.length ? [`Steps 1 to ${last} can be run today.`] : []),
    'npm run step 3    runs step 3',
    'npm run diff 3    shows what it changes',
    'npm run play 3    makes a place to write it yourself',
  ].join('\n')
}

function stepLine({ number, title, sees }: Step): string {
  const mark = number <= (readProgress()?.reached ?? 0) ? '✓' : ' '
  const line = `${String(number).padStart(2)}${mark} ${title.padEnd(17)} ${sees}`
  return line.length > 80 ? `${line.slice(0, 79)}…` : line
}

function titleLine({ number, title, idea }: Step): string {
  return `${colors.bold(`Step ${twoDigits(number)}, ${title}`)}: ${idea}`
}

/** In this very process, so that whatever ends it ends the server. */
async function start(place: Place, terse: boolean): Promise<void> {
  const main = pathToFileURL(join(place.folder, 'src', 'main.ts'))
  const { server } = await import(main.href).catch(explain)
  if (terse) return
  const show = (): void => console.log(tryLines(place, server.address()))
  if (server.listening) show()
  else server.once('listening', show)
}

/** Of what is not written yet, or is no TypeScript, Node says too much. */
function explain(error: unknown): never {
  if (error instanceof Error && error.name === 'TransformError') {
    // Its first line counts the others: "src/app.ts:3:6: ERROR: Expected …".
    stop(...error.message.split('\n').slice(1))
  }
  // Otherwise "npm ci" would seem to help against what the code misspells.
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') stop(error.message)
  }
  const [, file, name] =
    /module '(.*?)' does not provide an export named '(.*?)'/.exec(
      String(error),
    ) ?? []
  if (name === undefined) throw error
  stop(`${file} exports no ${name} yet.`)
}

function tryLines(place: Place, bound: { port: number }): string {
  const host = process.env['HOST'] || 'localhost'
  const name = host.includes(':') ? `[${host}]` : host
  const commands = triesFor(place.step, `${name}:${bound.port}`)
  return [
    '',
    'Try, in a second terminal:',
    ...commands.map((command) => `  ${colors.cyan(command)}`),
    ...missing(commands),
    '',
    colors.dim(lastLine(place)),
  ].join('\n')
}

function lastLine({ name, step }: Place): string {
  const more =
    name === PLAYGROUND
      ? 'Yours against ours: npm run diff playground'
      : `What changed: npm run diff ${step.number}`
  return `Ctrl-C stops it. ${more}\nIts lesson: docs/steps/${step.name}.md`
}

/** Says so when a program to try it with is not installed. */
function missing(commands: readonly string[]): string[] {
  const known = {
    curl: 'curl is missing here: install it, or get it from https://curl.se',
    nc: 'nc is missing here: install netcat (netcat-openbsd, ncat)',
  }
  return Object.entries(known)
    .filter(([name]) => commands.some((c) => RegExp(`\\b${name} `).test(c)))
    .filter(([name]) => !isInstalled(name))
    .map(([, advice]) => `  ${advice}`)
}

function isInstalled(name: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.some((folder) =>
    ['', '.exe'].some((ending) => existsSync(join(folder, name + ending))),
  )
}

/** A process of its own, which tsx starts again after each change. */
function watch(word: string, flags: ReadonlySet<string>): void {
  const tsx = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs')
  const file = join(import.meta.dirname, 'watched-step.ts')
  const words = [file, word, ...flags]
  // For tsx, and for the step that tsx starts.
  const NODE_OPTIONS = `${process.env['NODE_OPTIONS'] ?? ''} ${preloadFor('step')}`
  const child = spawn(
    process.execPath,
    [tsx, 'watch', '--clear-screen=false', ...words],
    {
      cwd: placeOf(word).folder,
      stdio: 'inherit',
      env: { ...process.env, NODE_OPTIONS },
    },
  )
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => child.kill(signal))
  }
  process.on('exit', () => child.kill())
  child.on('exit', (code) => process.exit(code ?? 0))
}
