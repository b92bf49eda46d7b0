// What npm test leaves out, and when.
import { describe, expect, it } from 'vitest'
import { planOf } from '../src/test.ts'

describe('planOf', () => {
  it.each([
    ['npm test', [], {}, 'home', []],
    ['npm test -- --parts', ['--parts'], {}, 'parts', []],
    ['npm test -- --all', ['--all'], {}, 'all', []],
    ['npm test --all', [], { npm_config_all: 'true' }, 'all', []],
    ['npm test 7', ['7'], {}, 'all', ['--project', '07-handler-class']],
    [
      'npm test 9 chunked',
      ['9', 'chunked'],
      {},
      'all',
      ['--project', '09-keep-alive', 'chunked'],
    ],
    ['a project', ['--project', 'gates'], {}, 'all', ['--project', 'gates']],
    ['a file', ['test/app.test.ts'], {}, 'all', ['test/app.test.ts']],
  ])('%s', (_, words, env, RUN, vitestWords) => {
    expect(planOf(words, env)).toEqual({ RUN, vitestWords })
  })
})
