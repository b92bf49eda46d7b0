// The page about the commands has what each of them says with --help.
import { ROOT } from '@barewire/course/steps'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'

const page = read(join('docs', 'reference', 'command-line.md'))
const { scripts }: { scripts: Record<string, string> } = JSON.parse(
  read('package.json'),
)
const names = Object.entries(scripts)
  .filter(([, line]) => line.includes('start.mjs'))
  .map(([name]) => name)

it.each(names)('says what the help of %s says', async (name) => {
  const [, told] =
    new RegExp(
      `^### npm (?:run )?${name}\n[^#]*?\`\`\`text\n(.*?)\`\`\``,
      'ms',
    ).exec(page) ?? []
  expect(told).toBe(await helpOf(name))
})

it('names every other script', () => {
  const others = Object.keys(scripts).filter((name) => !names.includes(name))
  expect(
    others.filter((name) => !page.includes(`\`npm run ${name}\``)),
  ).toEqual([])
})

/** In this process, since fifteen others would cost seconds. */
async function helpOf(name: string): Promise<string> {
  const log = vi.spyOn(console, 'log').mockReturnValue()
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('exit')
  })
  try {
    const { run } = await import(`../src/${name}.ts`)
    await expect(async () => run(['--help'])).rejects.toThrow('exit')
    return `${log.mock.calls.flat().join('\n')}\n`
  } finally {
    log.mockRestore()
    exit.mockRestore()
  }
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}
