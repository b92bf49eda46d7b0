// Why the system could not start a program, in sentences for whoever typed it.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { extname, resolve } from 'node:path'

/** What was to be started, and where. */
interface Attempt {
  readonly words: readonly string[]
  readonly cwd: string
}

/** What happened, and what to do about it. */
export function explainStart(
  error: NodeJS.ErrnoException,
  { words: [file = ''], cwd }: Attempt,
): string {
  const path = resolve(cwd, file)
  if (!existsSync(cwd)) return `There is no folder ${cwd}.`
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return existsSync(path) ? ofFile(file, path) : ofNothing(file, cwd)
  }
  if (error.code === 'EACCES' && existsSync(path)) return ofFile(file, path)
  return `Cannot start "${file}": ${error.message}`
}

function ofNothing(file: string, cwd: string): string {
  return /[/\\]/.test(file)
    ? `There is no file "${file}" in ${cwd}.`
    : `There is no program "${file}". Is it spelled right, and installed?`
}

/** The file is there, and yet it did not start. */
function ofFile(file: string, path: string): string {
  if (statSync(path).isDirectory()) {
    return `"${file}" is a folder. Name the program in it.`
  }
  const own = /[/\\]/.test(file) ? file : `./${file}`
  if (!isExecutable(path)) {
    const language = LANGUAGES[extname(file)]
    const start = language
      ? `Start it with its language: ${language} ${file}`
      : `If it is a program: chmod +x ${own}, and then ${own}`
    return `"${file}" is a file that is not executable. ${start}`
  }
  if (own !== file) {
    return `"${file}" is a file here, but not a program in PATH. Write ${own}`
  }
  const [, interpreter] = /^#!\s*(.*\S)/.exec(readFileSync(path, 'utf8')) ?? []
  return interpreter === undefined
    ? `"${file}" is not a program for this system.`
    : `"${file}" is there, but not what its first line names: ${interpreter}`
}

const LANGUAGES: Readonly<Record<string, string>> = {
  '.js': 'node',
  '.mjs': 'node',
  '.php': 'php',
  '.pl': 'perl',
  '.py': process.platform === 'win32' ? 'py' : 'python3',
  '.rb': 'ruby',
  '.sh': 'sh',
  '.ts': 'npx tsx',
}

/** Windows has no such mark. */
function isExecutable(path: string): boolean {
  return process.platform === 'win32' || (statSync(path).mode & 0o111) !== 0
}
