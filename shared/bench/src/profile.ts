// Where step 23 spends its time: V8 samples it under load, and each sample
// goes to the source file of the function that ran.
import { folderOf, ROOT, STEPS } from '@barewire/course/steps'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { tmpdir } from 'node:os'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from './compile.ts'
import { makeFolder } from './folder.ts'
import type { Plan } from './measure.ts'
import type { Requests } from './scenarios.ts'
import { startNode } from './start.ts'

/** Shares of the time, by what took it; together 1. */
export type Shares = Readonly<Record<string, number>>

/** What V8 writes. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: CallFrame
  }[]
  readonly samples: readonly number[]
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[]
}

interface CallFrame {
  readonly functionName: string
  readonly url: string
  /** From 0 on; -1: nowhere. */
  readonly lineNumber: number
  readonly columnNumber: number
}

/** Sends load to step 23 and gives the shares of its time. */
export async function profileStep(
  requests: Requests,
  { generator, load }: Pick<Plan, 'generator' | 'load'>,
): Promise<Shares> {
  const name = 'profiled'
  using compiled = await compile([{ name, file: 'steps-20-23.ts' }])
  using folder = makeFolder(tmpdir(), 'profile-')
  const words = ['--cpu-prof', `--cpu-prof-dir=${folder.path}`]
  const file = compiled.fileOf(name)
  await using server = await startNode([...words, file])
  await generator.send(server, requests, load)
  const closed = once(server.child, 'close')
  server.child.send('end')
  await closed
  return sharesOf(readProfile(folder.path), readMap(file))
}

function readProfile(folder: string): CpuProfile {
  const [file = ''] = readdirSync(folder)
  return JSON.parse(readFileSync(join(folder, file), 'utf8'))
}

/** Finds the source file of a place in a compiled file. */
type FindSource = (url: string, line: number, column: number) => string

function readMap(file: string): FindSource {
  const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')))
  return (url, line, column) => {
    const path = fileURLToPath(url)
    if (path !== file) return path
    const entry = map.findEntry(line, column)
    const source = 'originalSource' in entry ? entry.originalSource : undefined
    return source === undefined ? path : resolve(file, '..', source)
  }
}

/** Adds up the time by what took it. Waiting does not count. */
export function sharesOf(profile: CpuProfile, find: FindSource): Shares {
  const { nodes, samples, timeDeltas } = profile
  const places = new Map(
    nodes.map(({ id, callFrame }) => [id, placeOf(callFrame, find)]),
  )
  const times = new Map<string, number>()
  let total = 0
  for (const [at, id] of samples.entries()) {
    const place = places.get(id)
    if (place === undefined) continue
    // A sample stands for the time until the next one.
    const time = timeDeltas[at + 1] ?? 0
    times.set(place, (times.get(place) ?? 0) + time)
    total += time
  }
  return Object.fromEntries(
    [...times]
      .toSorted((one, other) => other[1] - one[1])
      .map(([place, time]) => [place, Number((time / total).toFixed(4))]),
  )
}

const V8_FRAMES: Readonly<Record<string, string | undefined>> = {
  '(idle)': undefined,
  '(root)': undefined,
  '(garbage collector)': 'garbage collection',
  '(program)': 'outside of JavaScript: reading, waking up',
}

const WRITES = /^(?:write(?:v|Buffer|(?:Utf8|Latin1|Ascii)String)|shutdown)$/

/** What a function belongs to; undefined: it is waiting. */
function placeOf(frame: CallFrame, find: FindSource): string | undefined {
  const { functionName, url, lineNumber, columnNumber } = frame
  if (functionName in V8_FRAMES) return V8_FRAMES[functionName]
  if (url.startsWith('node:')) return placeInNode(url)
  if (url.startsWith('file:'))
    return nameOf(find(url, lineNumber, columnNumber))
  return WRITES.test(functionName)
    ? "Node's own: writing to sockets"
    : "V8's own: JSON, strings, maps"
}

const NODE_PARTS: readonly (readonly [RegExp, string])[] = [
  [/net$|stream_base_commons$/, "Node's own: sockets"],
  [/stream/, "Node's own: streams"],
  [/timers|task_queues|promises|async_hooks/, "Node's own: timers and tasks"],
]

function placeInNode(url: string): string {
  const found = NODE_PARTS.find(([pattern]) => pattern.test(url))
  return found?.[1] ?? "Node's own: everything else"
}

/** "wire/connection.ts", "zod". */
function nameOf(file: string): string {
  const [last = STEPS[0]] = STEPS.slice(-1)
  const source = last && relative(join(folderOf(last), 'src'), file)
  if (source && !source.startsWith('..') && !isAbsolute(source)) {
    return source.split(sep).join('/')
  }
  const path = relative(ROOT, file).split(sep).join('/')
  const [, name] = /node_modules\/((?:@[^/]+\/)?[^./][^/]*)/.exec(path) ?? []
  return name ?? "the benchmark's own application"
}
