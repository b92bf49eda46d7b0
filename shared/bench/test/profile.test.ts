// Whose time a sample is.
import { sharesOf } from '@barewire/bench/profile'
import { ROOT } from '@barewire/course/steps'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const STEP = join(ROOT, 'steps', '23-openapi', 'src', 'wire', 'headers.ts')
const ZOD = join(ROOT, 'node_modules', 'zod', 'v4', 'core.js')
const APP = join(ROOT, 'node_modules', '.cache', 'bench-1', 'step.mjs')

const PLACES = [
  ['(idle)', '', ''],
  ['(garbage collector)', '', 'garbage collection'],
  ['read', `file:${STEP}`, 'wire/headers.ts'],
  ['check', `file:${ZOD}`, 'zod'],
  ['toplevel', `file:${APP}`, "the benchmark's own application"],
  ['writeUtf8String', '', "Node's own: writing to sockets"],
  ['onStreamRead', 'node:internal/stream_base_commons', "Node's own: sockets"],
  ['stringify', '', "V8's own: JSON, strings, maps"],
] as const

test('time goes to what the function belongs to, and waiting to nothing', () => {
  const nodes = PLACES.map(([functionName, url], id) => ({
    id,
    callFrame: { functionName, url, lineNumber: 0, columnNumber: 0 },
  }))
  const samples = nodes.map(({ id }) => id)
  const timeDeltas = [0, ...samples.map(() => 100)]
  const profile = { nodes, samples, timeDeltas }
  const shares = sharesOf(profile, (url) => url.replace('file:', ''))
  const names = PLACES.map(([, , name]) => name).filter((name) => name !== '')
  expect(Object.keys(shares).toSorted()).toEqual([...names].toSorted())
  expect(shares['zod']).toBeCloseTo(1 / 7, 3)
})
