// Command lines become words without a shell.
import { describe, expect, it } from 'vitest'
import { splitCommand } from '../src/split-command.ts'

describe('splitCommand', () => {
  it.each([
    ['python3 mine.py', ['python3', 'mine.py']],
    ['  go run .  ', ['go', 'run', '.']],
    [`"my server" --name 'a b'`, ['my server', '--name', 'a b']],
    [String.raw`C:\bin\server.exe -v`, [String.raw`C:\bin\server.exe`, '-v']],
    [String.raw`echo "a\"b\\"`, ['echo', String.raw`a"b\ `.trim()]],
    [`--port="80"'00'`, ['--port=8000']],
    [`''`, ['']],
    ['', []],
  ])('splits %s', (line, words) => {
    expect(splitCommand(line)).toEqual(words)
  })

  it('refuses a quotation that does not end', () => {
    expect(() => splitCommand('python3 "mine.py')).toThrow(/end of python3/)
  })
})
