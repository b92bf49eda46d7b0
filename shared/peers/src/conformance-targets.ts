// What is compared by the RFC cases: the servers that everybody knows, and
// every step that reads requests. Each runs in a process of its own.
import {
  existingSteps,
  isSince,
  ROOT,
  type Step,
  twoDigits,
} from '@barewire/course/steps'
import {
  type RunningProcess,
  startProcess,
} from '@barewire/test-kit/start-process'
import { join } from 'node:path'
import { FIRST_TARGET } from './echo-contract.ts'
import { findPeers, type Peer, startPeer } from './known-servers.ts'

/** A server that can be compared, or why it cannot. */
export interface Target {
  /** "fastify" or "09-keep-alive". */
  readonly name: string
  /** What else it is called: "09" and "9". */
  readonly names: readonly string[]
  readonly kind: 'server' | 'step'
  /** Undefined: a step, or a server that is absent. */
  readonly version?: string
  /** "flask is not installed: apt-get install python3-flask". */
  readonly absent?: string
  /** Its short deadlines; undefined: it knows none. */
  readonly deadlines?: string
  readonly start: () => Promise<RunningProcess>
}

/** All of them, the known servers first. */
export function findTargets(): Target[] {
  const steps = existingSteps().filter(({ number }) => number >= FIRST_TARGET)
  return [...findPeers().map(ofPeer), ...steps.map(targetOfStep)]
}

function ofPeer({ name, version, absent, deadlines }: Peer): Target {
  return {
    name,
    names: [name],
    kind: 'server',
    ...(version !== undefined && { version }),
    ...(absent !== undefined && { absent }),
    ...(deadlines !== undefined && { deadlines }),
    start: () => startPeer(name),
  }
}

/** A step as one of them. */
export function targetOfStep(step: Step): Target {
  const { number, name, slug } = step
  const deadlines = 'head 2 s, body 2 s, idle 1.5 s'
  return {
    name,
    names: [name, slug, twoDigits(number), String(number)],
    kind: 'step',
    ...(isSince(step, 'limits') && { deadlines }),
    start: () =>
      startProcess({
        words: [START, 'target', String(number), '--port', '0'],
        cwd: ROOT,
        env: { HOST: '127.0.0.1' },
      }),
  }
}

const START = join(ROOT, 'shared', 'command-line', 'start.mjs')
