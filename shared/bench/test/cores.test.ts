// Which cores there are, and who is kept on which.
import { HAS_CORES, keepOnCore, parseCores } from '@barewire/bench/cores'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { expect, it, test } from 'vitest'

test.each<[string, number[]]>([
  ['', []],
  ['0', [0]],
  ['0-1', [0, 1]],
  ['0-2,5,8-9', [0, 1, 2, 5, 8, 9]],
])('a list of cores is read: "%s"', (list, cores) => {
  expect(parseCores(list)).toEqual(cores)
})

it('keeps the server and the load apart, or says that it cannot', async () => {
  if (!HAS_CORES) return console.log('Only Linux with two cores has this.')
  const cores = []
  for (const role of ['server', 'load'] as const) {
    const child = execFile(process.execPath, ['-e', 'setInterval(() => {}, 9)'])
    await once(child, 'spawn')
    keepOnCore(child.pid, role)
    const status = readFileSync(`/proc/${child.pid}/status`, 'latin1')
    cores.push(/^Cpus_allowed_list:\s+(\d+)$/m.exec(status)?.[1])
    child.kill()
    await once(child, 'close')
  }
  expect(new Set(cores).size).toBe(2)
  expect(cores).not.toContain(undefined)
})
