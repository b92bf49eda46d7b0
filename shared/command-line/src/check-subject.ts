// What is checked: the playground, a program, or a server that runs already.
import { ROOT } from '@barewire/course/steps'
import {
  findServer,
  NotListening,
  type Program,
  type Server,
  startProgram,
} from '@barewire/judge/server'
import { findShellSyntax, inShell } from '@barewire/judge/shell-syntax'
import { splitCommand } from '@barewire/judge/split-command'
import {
  hasPlayground,
  playgroundFolder,
} from '@barewire/playground/playground'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { stop, type Words } from './words.ts'

/** Something that can be checked. */
export interface Subject {
  readonly isPlayground: boolean
  /** Folders whose files make it; none where we cannot know. */
  readonly folders: readonly string[]
  /** What starts it for somebody who wants to send bytes by hand. */
  readonly byHand: { readonly start?: string; host: string; port: number }
  readonly start: () => Promise<Server>
}

/** What the words say. Stops where they make no sense. */
export function subjectOf(parsed: Words): Subject {
  const { cmd, url } = parsed.values
  if (cmd !== undefined && url !== undefined) {
    stop('Either --cmd or --url: a program to start, or one that runs.')
  }
  if (url !== undefined) return atUrl(url)
  return cmd === undefined ? playground() : program(cmd, parsed)
}

const LOCAL = { host: 'localhost', port: 8000 }

function playground(): Subject {
  const folder = playgroundFolder()
  if (!hasPlayground()) {
    stop(
      'There is no playground yet. Make one: npm run play 1',
      'Or check another server: npm run check -- --cmd "…" (or --url)',
    )
  }
  const tsx = join(ROOT, 'node_modules', 'tsx', 'dist', 'loader.mjs')
  const words = [process.execPath, '--import', pathToFileURL(tsx).href]
  const started: Program = {
    words: [...words, join('src', 'main.ts')],
    cwd: folder,
    patience: 20_000,
  }
  return {
    isPlayground: true,
    folders: [join(folder, 'src')],
    byHand: { ...LOCAL, start: 'npm run step playground' },
    start: () => startProgram(started),
  }
}

function program(cmd: string, parsed: Words): Subject {
  const words = wordsOf(cmd)
  // npm runs scripts in the top folder; this is where it was called.
  const cwd = process.env['INIT_CWD'] || process.cwd()
  if (words.length === 0) stop('--cmd needs a program: --cmd "python3 mine.py"')
  const files = words.map((word) => resolve(cwd, word)).filter(existsSync)
  const start = process.platform === 'win32' ? cmd : `PORT=8000 ${cmd}`
  return {
    isPlayground: false,
    folders: [...new Set(files.map((file) => dirname(file)))],
    byHand: { ...LOCAL, start },
    start: () =>
      startProgram({ words, cwd }).catch((error: unknown) => {
        throw withShellAdvice(error, cmd, parsed)
      }),
  }
}

/** A line that needs a shell, and did not work, needs more than a reason. */
function withShellAdvice(error: unknown, cmd: string, parsed: Words): unknown {
  const found = findShellSyntax(cmd).map((text) => `"${text}"`)
  if (!(error instanceof NotListening) || found.length === 0) return error
  const [last = '', ...others] = found.toReversed()
  const list =
    others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`
  const flags = [...parsed.flags].map((flag) => `--${flag} `).join('')
  const check = ['npm run check', ...parsed.others, '--'].join(' ')
  return new NotListening(`${error.message.trimEnd()}

--cmd starts a program without a shell, and only a shell understands ${list}.
With a shell:

  ${check} ${flags}${inShell(cmd)}`)
}

function wordsOf(cmd: string): string[] {
  try {
    return splitCommand(cmd)
  } catch (error) {
    stop(error instanceof Error ? error.message : String(error))
  }
}

function atUrl(text: string): Subject {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:' || url.hostname === '') {
    stop(`--url is like http://localhost:8000, not "${text}".`)
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = Number(url.port || 80)
  return {
    isPlayground: false,
    folders: [],
    byHand: { host, port },
    start: () => findServer({ host, port }),
  }
}
