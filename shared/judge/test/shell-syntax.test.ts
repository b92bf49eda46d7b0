// What only a shell understands is found, and the line that is offered does
// what was meant: it is typed into a real shell.
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { findShellSyntax, inShell } from '../src/shell-syntax.ts'
import { splitCommand } from '../src/split-command.ts'

describe('findShellSyntax', () => {
  it.each<[string, string[]]>([
    ['python3 mine.py', []],
    ['node --import tsx src/main.ts --port=8000', []],
    [`node -e "a && b; c > d" 'x | y * ~'`, []],
    [String.raw`C:\bin\server.exe -v`, []],
    ['cd mine && python3 s.py', ['cd', '&&']],
    ['make; ./server', [';']],
    ['make || exit', ['||']],
    ['python3 s.py | tee log', ['|']],
    ['python3 s.py > log 2>&1', ['>', '2>&1']],
    ['python3 s.py >>log <in', ['>>', '<']],
    ['python3 s.py &', ['&']],
    ['a;cd b', ['cd', ';']],
    ['DEBUG=1 python3 s.py', ['DEBUG=1']],
    ['export A=1 && x', ['export', '&&']],
    ['. venv/bin/activate', ['.']],
    ['python3 $HOME/s.py', ['$HOME']],
    ['python3 "${DIR}/s.py" $(pwd)', ['${DIR}', '$(pwd)']],
    ["python3 '$HOME'", []],
    ['python3 `which s.py`', ['`which s.py`']],
    ['~/bin/server', ['~/bin/server']],
    ['java -cp lib/*.jar Main', ['lib/*.jar']],
    ['cat a?b [ab].py', ['a?b', '[ab].py']],
    [String.raw`./my\ server`, ['\\']],
  ])('in %s finds %j', (line, found) => {
    expect(findShellSyntax(line, 'linux').toSorted()).toEqual(found.toSorted())
  })

  it.each<[string, string[]]>([
    ['cd mine && py s.py', ['cd', '&&']],
    ['py %USERPROFILE%\\s.py > log', ['%USERPROFILE%', '>']],
    ['py s.py ~ * $x', []],
  ])('on Windows finds in %s %j', (line, found) => {
    expect(findShellSyntax(line, 'win32')).toEqual(found)
  })
})

describe('inShell', () => {
  it.each([
    ['cd mine && python3 s.py', `--cmd "sh -c 'cd mine && python3 s.py'"`],
    ['python3 $X/s.py', `--cmd 'sh -c "python3 $X/s.py"'`],
  ])('writes %s as %s', (line, option) => {
    expect(inShell(line, 'linux')).toBe(option)
  })

  it('uses the shell of Windows there', () => {
    const option = `--cmd "cmd /c cd \\"my server\\" && py s.py"`
    expect(inShell('cd "my server" && py s.py', 'win32')).toBe(option)
  })

  it
    .runIf(process.platform !== 'win32')
    .each([
      'cd / && echo $PWD',
      'A=1; echo "$A" \'$A\'',
      String.raw`echo "a\"b" '\' \\ c\ d`,
      "echo `echo it` is '\"' | cat",
      'echo hello! ${#}',
    ])('does what a shell does with %s', (line) => {
    const print = `${process.execPath} -p 'JSON.stringify(process.argv.slice(1))'`
    const typed = spawnSync('sh', [
      '-c',
      `${print} -- ${inShell(line, 'linux')}`,
    ])
    const [, value = '']: string[] = JSON.parse(String(typed.stdout))
    const [file = '', ...words] = splitCommand(value)
    expect(String(spawnSync(file, words).stdout)).toBe(
      String(spawnSync('sh', ['-c', line]).stdout),
    )
  })
})
