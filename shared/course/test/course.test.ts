// The course as data agrees with the folders.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HEADINGS, pathsIn, readmeOf } from '../src/readme.ts'
import {
  existingSteps,
  filesOf,
  findStep,
  folderOf,
  STEPS,
} from '../src/steps.ts'
import { triesFor } from '../src/tries.ts'

describe('STEPS', () => {
  it('are twenty-three, numbered without a gap', () => {
    expect(STEPS.map(({ number }) => number)).toEqual(
      Array.from({ length: 23 }, (_, i) => i + 1),
    )
    for (const { number, name, slug } of STEPS) {
      expect(name).toBe(`${String(number).padStart(2, '0')}-${slug}`)
    }
  })

  it('are in three parts', () => {
    const firsts = ['I', 'II', 'III'].map(
      (part) => STEPS.find((step) => step.part === part)?.number,
    )
    expect(firsts).toEqual([1, 10, 20])
  })

  it('exist without a gap', () => {
    const numbers = existingSteps().map(({ number }) => number)
    expect(numbers).toEqual(numbers.map((_, i) => i + 1))
  })

  it('say in at most 58 characters what a client sees', () => {
    expect(STEPS.filter(({ sees }) => sees.length > 58)).toEqual([])
  })
})

describe('findStep', () => {
  it.each(['3', '03', 'request-head', '03-request-head'])(
    'knows "%s"',
    (word) => {
      expect(findStep(word)?.slug).toBe('request-head')
    },
  )

  it.each(['0', '24', '003', '3.0', '-3', 'three', ''])(
    'knows no "%s"',
    (word) => {
      expect(findStep(word)).toBeUndefined()
    },
  )
})

describe.each(existingSteps())('$name', (step) => {
  it('has files, and tells them with forward slashes', () => {
    expect(filesOf(step)).toContain('src/wire/server.ts')
    for (const path of filesOf(step)) {
      expect(existsSync(join(folderOf(step), path))).toBe(true)
    }
  })

  it('has two things to try, with the address that it listens on', () => {
    const commands = triesFor(step, '[::1]:9')
    expect(commands).toHaveLength(2)
    expect(commands.join()).not.toContain('8000')
    expect(commands.join()).toMatch(/\[::1\]:9|::1 9/)
  })

  it('has a README that can be read as data', () => {
    const readme = readmeOf(step)
    expect([...readme.keys()]).toEqual([...HEADINGS])
    const paths = pathsIn(readme.get('Read in this order') ?? '')
    expect(paths.length).toBeGreaterThan(0)
  })
})
