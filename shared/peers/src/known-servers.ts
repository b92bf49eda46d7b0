// The servers that everybody knows, with the echo contract on each of them:
// how each is started, and which version of it is here.
import { ROOT } from '@barewire/course/steps'
import {
  type RunningProcess,
  startProcess,
} from '@barewire/test-kit/start-process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPython } from './find-python.ts'

/** A server that the steps can be compared with. */
export interface KnownServer {
  readonly name: string
  /** Its source file in `echo/`: TypeScript or Python. */
  readonly source: string
  /** The npm package that has its version; node:http has Node's. */
  readonly package?: string
  /** The Python program that prints its version, or fails without it. */
  readonly ask?: string
  /** What brings it where it is absent. */
  readonly install: string
  /** The short deadlines of its requests; undefined: it knows none. */
  readonly deadlines?: string
}

const OF_NODE = 'head 2 s, request 4 s, idle 2.5 s'
const OF_PYTHON = '2.5 s for each read'

export const KNOWN_SERVERS: readonly KnownServer[] = [
  {
    name: 'node-http',
    source: 'node-http.ts',
    install: 'https://nodejs.org',
    deadlines: OF_NODE,
  },
  ...['fastify', 'express', 'hono', 'koa'].map((name) => ({
    name,
    source: `${name}.ts`,
    package: name,
    install: 'npm ci',
    deadlines: OF_NODE,
  })),
  {
    name: 'http.server',
    source: 'http_server.py',
    ask: 'import platform; print(platform.python_version())',
    install: 'apt-get install python3',
    deadlines: OF_PYTHON,
  },
  {
    name: 'fastapi',
    source: 'fastapi_echo.py',
    ask: versions('fastapi', 'uvicorn'),
    install: 'apt-get install python3-fastapi python3-uvicorn',
  },
  {
    name: 'flask',
    source: 'flask_echo.py',
    ask: versions('flask', 'werkzeug'),
    install: 'apt-get install python3-flask',
    deadlines: OF_PYTHON,
  },
]

/** Prints "0.92.0 (uvicorn 0.17.6)". */
function versions(framework: string, server: string): string {
  return [
    `import ${framework}, ${server}`,
    'from importlib.metadata import version',
    `print(f"{version('${framework}')} (${server} {version('${server}')})")`,
  ].join('\n')
}

/** A known server as it is here: with a version, or with why it is absent. */
export interface Peer extends KnownServer {
  /** The program that runs it. */
  readonly file: string
  /** "5.1.0"; undefined: it is absent. */
  readonly version?: string
  /** "flask is not installed: apt-get install python3-flask". */
  readonly absent?: string
}

/** The known servers, those that are absent too. */
export function findPeers(): Peer[] {
  return KNOWN_SERVERS.map(findPeer)
}

/** One of them. */
export function findPeer(server: KnownServer): Peer {
  const found = server.ask ? findPython(server.ask) : findPackage(server)
  if (found) return { ...server, file: found.file, version: found.printed }
  const absent = `${server.name} is not installed: ${server.install}`
  return { ...server, file: '', absent }
}

function findPackage({ package: name }: KnownServer): typeof NODE | undefined {
  if (name === undefined) return NODE
  const path = join(ROOT, 'node_modules', name, 'package.json')
  if (!existsSync(path)) return undefined
  const { version }: { version: string } = JSON.parse(
    readFileSync(path, 'utf8'),
  )
  return { ...NODE, printed: version }
}

const NODE = { file: process.execPath, printed: process.versions.node }

/** A known server that serves the echo contract. */
export interface RunningPeer extends RunningProcess {
  readonly version: string
}

/** Where to listen: on any free port of this machine unless said. */
interface Place {
  readonly host?: string
  readonly port?: string
}

/**
 * Starts a known server as a process of its own. Throws if there is no such
 * server, if it is absent, and if it cannot listen.
 */
export async function startPeer(
  name: string,
  { host = '127.0.0.1', port = '0' }: Place = {},
): Promise<RunningPeer> {
  const known = KNOWN_SERVERS.find((server) => server.name === name)
  if (known === undefined) throw new Error(`There is no server "${name}".`)
  const { source, file, version, absent } = findPeer(known)
  if (version === undefined) throw new Error(absent)
  const running = await startProcess({
    file,
    words: source.endsWith('.ts') ? ['--import', 'tsx', source] : [source],
    cwd: join(ROOT, 'shared', 'peers', 'src', 'echo'),
    env: { PORT: port, HOST: host, PYTHONDONTWRITEBYTECODE: '1' },
  })
  return { ...running, version }
}
