// JSON Merge Patch: the examples of its RFC, and patches that mean harm.
import { describe, expect, it } from 'vitest'
import { mergePatch } from '#src/web/merge-patch.ts'

describe('mergePatch', () => {
  // RFC 7396, Appendix A.
  it.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])('makes of %s with the patch %s: %s', (target, patch, result) => {
    expect(merge(target, patch)).toBe(result)
  })

  it.each([
    ['{"a":1}', '{}', '{"a":1}'],
    ['{"a":[1,2]}', '{"a":{"0":null}}', '{"a":{}}'],
    ['{"a":1}', '{"a":[{"b":null}]}', '{"a":[{"b":null}]}'],
  ])('makes of %s with %s, too: %s', (target, patch, result) => {
    expect(merge(target, patch)).toBe(result)
  })

  it('changes neither the target nor the patch', () => {
    const target = { a: { b: 1 }, c: 2 }
    const patch = { a: { b: null, d: { e: 3 } } }
    expect(mergePatch(target, patch)).toEqual({ a: { d: { e: 3 } }, c: 2 })
    expect(target).toEqual({ a: { b: 1 }, c: 2 })
    expect(patch).toEqual({ a: { b: null, d: { e: 3 } } })
  })

  it.each([
    '{"__proto__":{"harm":1}}',
    '{"constructor":{"prototype":{"harm":1}}}',
    '{"__proto__":{"__proto__":{"harm":1}}}',
  ])('takes %s for members like any other', (patch) => {
    expect(merge('{"a":{}}', patch)).toMatch(/"harm":1/)
    expect(merge('{}', patch)).toBe(patch)
    expect('harm' in {}).toBe(false)
    expect('harm' in Object).toBe(false)
  })

  it('does not inherit what a patch calls "__proto__"', () => {
    const patch: unknown = JSON.parse('{"__proto__":{"title":"x"}}')
    expect(mergePatch({}, patch)).not.toHaveProperty('title')
  })
})

function merge(target: string, patch: string): string {
  return JSON.stringify(mergePatch(JSON.parse(target), JSON.parse(patch)))
}
