// What npm test leaves out, and when.
import { describe, expect, it } from 'vitest'
import { isBrief } from '../src/test.ts'

describe('isBrief', () => {
  it.each([
    ['npm test', [], {}, true],
    ['npm test -- --all', ['--all'], {}, false],
    ['npm test --all', [], { npm_config_all: 'true' }, false],
    ['a project', ['--project', '07-handler-class'], {}, false],
    ['a file', ['test/app.test.ts'], {}, false],
  ])('%s', (_, words, env, expected) => {
    expect(isBrief(words, env)).toBe(expected)
  })
})
