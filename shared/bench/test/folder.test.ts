// What is made for a while is gone afterwards.
import { makeFolder } from '@barewire/bench/folder'
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('goes with whoever uses it, and what is in it', () => {
  const listeners = process.listenerCount('exit')
  let place = ''
  {
    using folder = makeFolder(tmpdir(), 'folder-')
    place = folder.path
    writeFileSync(join(place, 'file'), '')
  }
  expect(existsSync(place)).toBe(false)
  expect(process.listenerCount('exit')).toBe(listeners)
})

it('goes with the process that forgets it', () => {
  const { href } = new URL('../src/folder.ts', import.meta.url)
  const code = `import { makeFolder } from '${href}'
    console.log(makeFolder(process.argv[1], 'folder-').path)
    process.exit(130)`
  const words = ['--import', 'tsx', '--input-type=module', '--eval', code]
  const { stdout } = spawnSync(process.execPath, [...words, tmpdir()], {
    encoding: 'utf8',
  })
  expect(stdout).toContain('folder-')
  expect(existsSync(stdout.trim())).toBe(false)
})
