// Real proxies as Debian packages them, each a process in the foreground with
// a configuration of its own in a temporary folder. They keep connections to
// the server open and use them for any client, since that is where a request
// can be smuggled. Both log one line a request: to which server it went, the
// status that came back, the target.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Address, withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { haproxyConfiguration, nginxConfiguration } from './proxy-files.ts'

/** A program, and how it is to treat requests. */
export interface ProxyKind {
  readonly name: string
  /** What Debian calls the program and its package. */
  readonly program: string
  readonly words: readonly string[]
  readonly configure: (port: number, server: Address) => string
}

/** A proxy that listens. */
export interface RunningProxy extends Address, AsyncDisposable {
  readonly child: ChildProcess
  /** What it has logged so far. */
  readonly log: () => readonly LoggedRequest[]
}

/** A request as the proxy saw it. */
export interface LoggedRequest {
  readonly target: string
  /** Whether it went to the server, or at least began to. */
  readonly forwarded: boolean
  /** Whether the client left before there was an answer. */
  readonly givenUp: boolean
}

const CONFIGURATION = 'proxy.conf'
const LOG = 'access.log'
const ERRORS = 'errors.log'

const NGINX = {
  program: 'nginx',
  words: ['-e', 'stderr', '-p', '.', '-c', CONFIGURATION],
}

/** All that we know. */
export const PROXIES: readonly ProxyKind[] = [
  {
    ...NGINX,
    // It reads the whole body and sends it with a Content-Length.
    name: 'nginx',
    configure: nginxConfiguration(LOG, 'on'),
  },
  {
    ...NGINX,
    // It sends what it has: chunks stay chunks.
    name: 'nginx without request buffering',
    configure: nginxConfiguration(LOG, 'off'),
  },
  {
    program: 'haproxy',
    words: ['-db', '-f', CONFIGURATION],
    name: 'HAProxy',
    configure: haproxyConfiguration,
  },
]

// Debian has them where only root looks.
const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` }

/** Whether its package is installed. */
export function isInstalled({ program }: ProxyKind): boolean {
  return spawnSync(program, ['-v'], { env }).status === 0
}

/** What it says of its version: "nginx version: nginx/1.22.1". */
export function versionOf({ program }: ProxyKind): string {
  const { stdout, stderr } = spawnSync(program, ['-v'], { env })
  return `${String(stdout)}${String(stderr)}`.trim()
}

/** Starts a proxy in front of a server. */
export async function startProxy(
  kind: ProxyKind,
  server: Address,
  attempts = 3,
): Promise<RunningProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'proxy-'))
  const address = { host: '127.0.0.1', port: await findPort() }
  const text = kind.configure(address.port, server)
  writeFileSync(join(folder, CONFIGURATION), text)
  const child = spawnIn(folder, kind)
  const gone = once(child, 'close')
  const dispose = async (): Promise<void> => {
    child.kill('SIGKILL')
    await gone
    rmSync(folder, { recursive: true })
  }
  if (await listens(child, address)) {
    const log = (): LoggedRequest[] => parseLog(join(folder, LOG))
    return { ...address, child, log, [Symbol.asyncDispose]: dispose }
  }
  const errors = readFileSync(join(folder, ERRORS), 'utf8')
  await dispose()
  // Somebody else may have taken its port.
  if (attempts > 1) return startProxy(kind, server, attempts - 1)
  throw new Error(`${kind.name} does not start: ${errors}`)
}

/** They cannot tell which port they got, so they have to be given one. */
async function findPort(): Promise<number> {
  await using app = await startApp(createServer())
  return app.port
}

function spawnIn(cwd: string, { program, words }: ProxyKind): ChildProcess {
  const files = [LOG, ERRORS].map((name) => openSync(join(cwd, name), 'a'))
  const child = spawn(program, words, { cwd, env, stdio: ['ignore', ...files] })
  for (const file of files) closeSync(file)
  return child
}

/** Waits until somebody can connect. False when it ended before. */
async function listens(
  child: ChildProcess,
  address: Address,
): Promise<boolean> {
  while (child.exitCode === null) {
    try {
      await withClient(address, async () => {})
      return child.exitCode === null
    } catch {
      await setTimeout(10)
    }
  }
  return false
}

function parseLog(file: string): LoggedRequest[] {
  const lines = readFileSync(file, 'latin1').split('\n').slice(0, -1)
  return lines.map((line) => {
    const [server = '', status = '', target = ''] = line.split(' ')
    const forwarded = server !== '-' && server !== '<NOSRV>'
    return { target, forwarded, givenUp: status === '-' || status === '-1' }
  })
}
