// How prose names a step.
import { describe, expect, it } from 'vitest'
import { checkStepNames, nameSteps } from '../src/step-names.ts'

describe('nameSteps', () => {
  it.each([
    [
      'a token',
      'see {keep-alive}.',
      'see [step 9 (Keep alive)](09-keep-alive.md).',
    ],
    [
      'a link of before',
      '[step 4 (Alive)](04-keep-alive.md)',
      '[step 9 (Keep alive)](09-keep-alive.md)',
    ],
    [
      'a link without a title',
      '[Step 4](../steps/04-keep-alive.md#build)',
      '[Step 9](../steps/09-keep-alive.md#build)',
    ],
    ['code', '`{json}` and `a`', '`{json}` and `a`'],
    ['a fence', '```ts\n{json}\n```', '```ts\n{json}\n```'],
    ['what is no step', '{name} and {a b}', '{name} and {a b}'],
    [
      'prose after a fence',
      '~~~\n```\n~~~\n{json}',
      '~~~\n```\n~~~\n[step 11 (JSON)](11-json.md)',
    ],
  ])('handles %s', (_, text, expected) => {
    expect(nameSteps(text)).toBe(expected)
    expect(nameSteps(expected)).toBe(expected)
  })

  it('leads from the folder of the page to that of the lessons', () => {
    expect(nameSteps('{json}', '../steps/')).toBe(
      '[step 11 (JSON)](../steps/11-json.md)',
    )
  })
})

describe('checkStepNames', () => {
  it('says where a step has another name now, or there is none', () => {
    const text = 'ok\n[step 4](04-keep-alive.md)\n`{x}` {teapot}'
    expect(checkStepNames(text).map(({ line }) => line)).toEqual([2, 3])
    expect(checkStepNames(text)[1]?.message).toBe('There is no step {teapot}')
  })

  it('has nothing to say of code', () => {
    expect(checkStepNames('`/hello/{name}`\n```\n{teapot}\n```')).toEqual([])
  })
})
