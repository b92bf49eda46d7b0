// The project around the steps: README, lockfile, packages.
import { ROOT } from '@barewire/course/steps'
import { writeSteps } from '@barewire/reference/steps-table'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

interface Locked {
  readonly optionalDependencies?: Record<string, string>
}

describe('the README', () => {
  it('has the table of steps that the ladder makes', () => {
    const text = read('README.md')
    expect(text === writeSteps(text), 'Run: npm run reference').toBe(true)
  })

  it('fits one screen before the table of steps', () => {
    const lines = read('README.md').split('\n')
    expect(lines.findIndex((line) => line.startsWith('| '))).toBeLessThan(40)
  })

  it.each(['README.md', 'CONTRIBUTING.md'])(
    '%s links to what exists',
    (path) => {
      const links = [...read(path).matchAll(/\]\(([^)#:]+)\)/g)]
      const broken = links.filter(([, to = '']) => !existsSync(join(ROOT, to)))
      expect(broken.map(([, to]) => to)).toEqual([])
    },
  )

  it('names only scripts that exist', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      read('package.json'),
    )
    const named = ['README.md', 'CONTRIBUTING.md'].flatMap((path) =>
      [...read(path).matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map(
        ([, name = '']) => name,
      ),
    )
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })
})

describe('the packages', () => {
  it('are installed from a lockfile without download addresses', () => {
    expect(read('package-lock.json')).not.toContain('"resolved": "http')
  })

  it('are locked for every platform, not only for this one', () => {
    const { packages }: { packages: Record<string, Locked> } = JSON.parse(
      read('package-lock.json'),
    )
    const missing = Object.values(packages).flatMap((each) =>
      Object.keys(each.optionalDependencies ?? {}).filter(
        (name) => !(`node_modules/${name}` in packages),
      ),
    )
    expect(missing).toEqual([])
  })

  it('are pinned exactly', () => {
    const { devDependencies }: { devDependencies: Record<string, string> } =
      JSON.parse(read('package.json'))
    const loose = Object.entries(devDependencies).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    )
    expect(loose).toEqual([])
  })
})
