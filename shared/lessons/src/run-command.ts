// Runs a command of a transcript: curl, node, or npm run. No shell does.
import { run as send } from '@barewire/command-line/send'
import { ROOT } from '@barewire/course/steps'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { splitCommand } from './command-words.ts'
import { normalize } from './normalize.ts'

/** Where a command runs. */
export interface Surroundings {
  /** The port of the server that is meant by 8000. */
  readonly port: number | undefined
  readonly folder: string
}

/** A port at which nothing listens. */
const NOBODY = 1

/** What it prints, as a lesson shows it. Throws if it cannot be run. */
export async function runCommand(
  line: string,
  where: Surroundings,
): Promise<string> {
  const [program = '', ...words] = splitCommand(line)
  const text = await printed(program, words, where)
  return normalize(text, where.port ?? NOBODY).trimEnd()
}

/** Whether curl is installed. */
export function hasCurl(): boolean {
  return spawnSync('curl', ['--version']).status === 0
}

async function printed(
  program: string,
  words: readonly string[],
  where: Surroundings,
): Promise<string> {
  if (program === 'curl') return curl(words, where)
  if (program === 'node') return start(process.execPath, words, where)
  const [run, ...rest] = words.filter((word) => word !== '--silent')
  if (program === 'npm' && run === 'run') return npmRun(rest, where)
  throw new Error(`Only curl, node and npm run can be run, not "${program}"`)
}

/** The port of a lesson's own words stays 8000, in the Host field, too. */
async function curl(
  words: readonly string[],
  where: Surroundings,
): Promise<string> {
  if (where.port === undefined) {
    throw new Error('curl needs a server: ```console step=N')
  }
  const hidden = ['-q', '-sS', '-N', '--stderr', '-', '-A', 'curl/8.5.0']
  const there = ['--connect-to', `::127.0.0.1:${where.port}`]
  const files = words.map((word) =>
    word.replace(/@(?=(?:steps|shared|docs)\/)/, `@${ROOT}`),
  )
  const text = await start('curl', [...hidden, ...there, ...files], where)
  // What it says of itself differs from version to version, and may stand
  // behind a body that does not end its last line.
  return text
    .replace(/^(?:\* |[{}] \[).*\r?\n/gm, '')
    .replace(/\* (?:Connection #|Closing connection).*\r?\n/g, '')
}

async function npmRun(
  [name = '', ...rest]: readonly string[],
  where: Surroundings,
): Promise<string> {
  const dashes = rest.indexOf('--')
  const words = rest.filter((_, index) => index !== dashes)
  if (name === 'send' && where.port !== undefined) return sendHere(words, where)
  const file = join(ROOT, 'shared', 'command-line', 'start.mjs')
  const nowhere = name === 'send' ? ['--to', `localhost:${NOBODY}`] : []
  const all = [file, name, ...words, ...nowhere]
  return start(process.execPath, all, { ...where, folder: ROOT })
}

/** In this process, since another one costs more than all the rest. */
async function sendHere(
  words: readonly string[],
  { port }: Surroundings,
): Promise<string> {
  let text = ''
  const output = new Writable({
    write(chunk, _encoding, callback) {
      text += String(chunk)
      callback()
    },
  })
  const { exitCode } = process
  const exit = process.exit.bind(process)
  // What is mistyped ends that command, not this program.
  process.exit = (code) => {
    throw new Error(`npm run send ended with code ${code}`)
  }
  try {
    await send([...words, '--to', `localhost:${port}`], output)
  } finally {
    process.exit = exit
    process.exitCode = exitCode
  }
  return text
}

/** What a process prints, standard error behind standard output. */
async function start(
  file: string,
  words: readonly string[],
  { port, folder }: Surroundings,
): Promise<string> {
  const child = spawn(file, words, {
    cwd: folder,
    env: {
      ...process.env,
      NO_COLOR: '1',
      NO_PROXY: '*',
      FORCE_COLOR: '0',
      PORT: String(port ?? 8000),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  await once(child, 'close')
  return stdout + stderr
}
