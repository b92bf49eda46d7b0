// Shows text: long text on a terminal through a pager, all else as it is.
import { spawn } from 'node:child_process'

/** Resolves when the text is out, or the pager has been left. */
export async function page(text: string): Promise<void> {
  const { stdout } = process
  const lines = text.split('\n').length
  if (!stdout.isTTY || lines < stdout.rows) return write(text)
  const usual = process.platform === 'win32' ? '' : 'less'
  const pager = process.env['GIT_PAGER'] || process.env['PAGER'] || usual
  if (pager === '' || !(await through(pager, text))) await write(text)
}

function write(text: string): Promise<void> {
  return new Promise((resolve) => {
    // Whoever reads may leave early: npm run diff 3 | head.
    process.stdout.once('error', () => resolve())
    process.stdout.write(text, () => resolve())
  })
}

/** False when there is no such pager. */
function through(pager: string, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(pager, {
      shell: true,
      stdio: ['pipe', 'inherit', 'inherit'],
      env: { LESS: 'FRX', ...process.env },
    })
    // Ctrl-C is for the pager.
    process.on('SIGINT', ignore)
    child.stdin.on('error', ignore)
    child.on('error', () => resolve(false))
    child.on('close', (code) => {
      process.off('SIGINT', ignore)
      resolve(!UNKNOWN.includes(code ?? 0))
    })
    child.stdin.end(text)
  })
}

/** What a shell ends with that finds no such program: sh, then Windows'. */
const UNKNOWN = process.platform === 'win32' ? [1, 9009] : [127]

function ignore(): void {}
