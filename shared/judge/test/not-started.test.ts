// A program that does not start is explained, with what to do about it. The
// errors are those of this system.
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NotListening, startProgram } from '../src/server.ts'

const NOT = 'is a file that is not executable.'
const WINDOWS = process.platform === 'win32'
const cwd = mkdtempSync(join(tmpdir(), 'barewire-not-started-'))

beforeAll(() => {
  mkdirSync(join(cwd, 'folder'))
  const files = { 'server.py': '', data: '', run: '', broken: '#! /no/python' }
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(cwd, name), text)
  }
  chmodSync(join(cwd, 'run'), 0o755)
  chmodSync(join(cwd, 'broken'), 0o755)
})
afterAll(() => rmSync(cwd, { recursive: true }))

describe('a program that the system does not start', () => {
  it('may not exist', async () => {
    expect(await reason('no-such-program')).toBe(
      'There is no program "no-such-program". Is it spelled right, and installed?',
    )
  })

  it.runIf(!WINDOWS).each([
    ['./gone', `There is no file "./gone" in ${cwd}.`],
    ['data/gone', `There is no file "data/gone" in ${cwd}.`],
    ['folder', '"folder" is a folder. Name the program in it.'],
    ['./folder', '"./folder" is a folder. Name the program in it.'],
    [
      'server.py',
      `"server.py" ${NOT} Start it with its language: python3 server.py`,
    ],
    [
      './server.py',
      `"./server.py" ${NOT} Start it with its language: python3 ./server.py`,
    ],
    [
      'data',
      `"data" ${NOT} If it is a program: chmod +x ./data, and then ./data`,
    ],
    ['run', '"run" is a file here, but not a program in PATH. Write ./run'],
    [
      './broken',
      '"./broken" is there, but not what its first line names: /no/python',
    ],
  ])('is explained: %s', async (file, sentence) => {
    expect(await reason(file)).toBe(sentence)
  })

  it('may be started in a folder that is gone', async () => {
    const gone = join(cwd, 'gone')
    expect(await reason(process.execPath, gone)).toBe(
      `There is no folder ${gone}.`,
    )
  })
})

describe('a program that ends at once', () => {
  it('is told to go on when it says that all is well', async () => {
    const started = startProgram({ words: [process.execPath, '-e', ''], cwd })
    await expect(started).rejects.toThrow(
      /It ended with code 0 .* A server has to go on running\./,
    )
  })
})

async function reason(file: string, folder = cwd): Promise<string> {
  const started = startProgram({ words: [file], cwd: folder })
  const error: unknown = await started.catch((caught: unknown) => caught)
  return error instanceof NotListening ? error.message : String(error)
}
