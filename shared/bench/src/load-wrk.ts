// Load from wrk, a program in C. Its script sends the bytes of a file as they
// are, and prints what it counted as JSON.
import type { Address } from '@barewire/test-kit/raw-client'
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { keepOnCore } from './cores.ts'
import { makeFolder } from './folder.ts'
import type { Counted, LoadOptions } from './load-options.ts'
import { type Requests, writeRequest } from './scenarios.ts'

const SCRIPT = fileURLToPath(new URL('requests.lua', import.meta.url))

/** Sends load from one thread, so that a core is left for the server. */
export async function loadWithWrk(
  { host, port }: Address,
  requests: Requests,
  { seconds, connections }: LoadOptions,
): Promise<Counted> {
  using folder = makeFolder(tmpdir(), 'load-')
  const file = join(folder.path, 'requests')
  writeFileSync(file, writeRequest(requests).repeat(requests.depth))
  const words = [
    '--threads=1',
    `--connections=${connections}`,
    `--duration=${seconds}s`,
    `--script=${SCRIPT}`,
    `http://${host}:${port}`,
    '--',
    file,
  ]
  const sending = promisify(execFile)('wrk', words)
  keepOnCore(sending.child.pid, 'load')
  const { stdout } = await sending
  const { latency, ...counted } = parseCounted(stdout)
  // It corrects latencies by a rate that takes each answer for a round trip,
  // and so prints nonsense where one round trip has many.
  if (requests.depth > 1 || !latency) return counted
  return { ...counted, latency }
}

/** Reads the line that the script prints. Throws if it is not there. */
export function parseCounted(output: string): Counted {
  const [, line] = /^counted (.*)$/m.exec(output) ?? []
  if (line === undefined) throw new Error(`wrk printed "${output}".`)
  const counted: Counted = JSON.parse(line)
  return counted
}
