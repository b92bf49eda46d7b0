// The servers that are compared: which there are, which of them are here, and
// what some of them cannot do.
import type { Slug } from '@barewire/course/ladder'
import {
  existingSteps,
  numberOf,
  type Step,
  STEPS,
  twoDigits,
} from '@barewire/course/steps'
import { isInstalled, versionOf } from '@barewire/gates/proxy'
import { findPython } from '@barewire/peers/find-python'
import { findPeer, KNOWN_SERVERS } from '@barewire/peers/known-servers'
import { NGINX } from './nginx.ts'
import type { Scenario, ScenarioName } from './scenarios.ts'

/** A server that is compared. */
export interface Contestant {
  readonly name: string
  readonly kind: 'floor' | 'server' | 'step'
  /** Its file in `servers/`; nginx has none. */
  readonly file?: string
  readonly step?: Step
  /** The program that runs it; Node unless said. */
  readonly program?: string
  /** "5.1.0"; undefined: it has none, or is absent. */
  readonly version?: string
  /** "flask is not installed: apt-get install python3-flask". */
  readonly absent?: string
  /** What it cannot do, and why. */
  readonly cannot?: Partial<Record<ScenarioName, string>>
}

/** All of them, those that are absent too. */
export function findContestants(): Contestant[] {
  return [
    { name: 'raw-socket', kind: 'floor', file: 'raw-socket.ts' },
    { name: 'straight-line', kind: 'floor', file: 'straight-line.ts' },
    findNginx(),
    ...KNOWN_SERVERS.map(findKnown),
    ...existingSteps().map(contestantOf),
    withLayers(),
  ]
}

/** Why a server cannot do a scenario; undefined: it can. */
export function obstacleOf(
  { absent, cannot = {} }: Contestant,
  { name }: Scenario,
): string | undefined {
  return absent ?? cannot[name]
}

const PYTHON_FILES: Readonly<Record<string, string>> = {
  'http.server': 'http_server.py',
  fastapi: 'fastapi_items.py',
  flask: 'flask_items.py',
}

const WAITRESS = `from importlib.metadata import version
import flask, waitress
print(f"{version('flask')} (waitress {version('waitress')})")`

function findKnown(known: (typeof KNOWN_SERVERS)[number]): Contestant {
  const { name } = known
  const waitress = name === 'flask' ? findPython(WAITRESS) : undefined
  const peer = findPeer(known)
  const version = waitress?.printed ?? peer.version
  return {
    name,
    kind: 'server',
    file: PYTHON_FILES[name] ?? known.source,
    program: waitress?.file ?? peer.file,
    ...(version !== undefined && { version }),
    ...(version === undefined && peer.absent && { absent: peer.absent }),
  }
}

function findNginx(): Contestant {
  const nginx = { name: 'nginx', kind: 'server' } as const
  if (!isInstalled(NGINX)) {
    const absent = 'nginx is not installed: apt-get install nginx-light'
    return { ...nginx, absent }
  }
  const [, version] = /nginx\/([\d.]+)/.exec(versionOf(NGINX)) ?? []
  return {
    ...nginx,
    ...(version !== undefined && { version }),
    cannot: {
      post: 'its `return` checks no content',
      mebibyte: 'its `return` takes 4 KiB at most',
    },
  }
}

const FAMILIES: readonly (readonly [last: Slug, file: string])[] = [
  ['first-response', 'steps-02.ts'],
  ['chunked-body', 'steps-03-06.ts'],
  ['handler-class', 'steps-07.ts'],
  ['keep-alive', 'steps-08-09.ts'],
  ['routing', 'steps-10.ts'],
  ['limits', 'steps-11-19.ts'],
  ['openapi', 'steps-20-23.ts'],
]

function contestantOf(step: Step): Contestant {
  const [, file = ''] =
    FAMILIES.find(([last]) => step.number <= numberOf(last)) ?? []
  return {
    name: `step-${twoDigits(step.number)}`,
    kind: 'step',
    file,
    step,
    cannot: limitsOf(step),
  }
}

const FIRST_ROUTER = numberOf('routing')
const FIRST_KEEPING = numberOf('keep-alive')
const KEEPING = ['hello', 'get', 'pipelined', 'post', 'mebibyte'] as const

function limitsOf({ number }: Step): Partial<Record<ScenarioName, string>> {
  if (number >= FIRST_ROUTER) return {}
  const parameters = 'has no path parameters'
  if (number === FIRST_KEEPING)
    return { get: parameters, pipelined: parameters }
  const echo = 'sends back what it gets'
  const reason = number === 1 ? echo : 'keeps no connection'
  return {
    ...Object.fromEntries(KEEPING.map((name) => [name, reason])),
    ...(number === 1 && { 'one-connection': echo }),
  }
}

function withLayers(): Contestant {
  const last = STEPS.length
  const name = `step-${last}-layers`
  return { name, kind: 'step', file: `${name}.ts` }
}
