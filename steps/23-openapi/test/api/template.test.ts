// Names in templates and in markers: they have to be the same ones.
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { App } from '../../src/api/app.ts'
import type { Markers } from '../../src/api/marker.ts'
import { path, query } from '../../src/api/markers.ts'
import { namesIn } from '../../src/api/template.ts'

const text = z.string()

describe('namesIn', () => {
  it.each<[string, Markers, string[]]>([
    ['/', [], []],
    ['/a', [query('a', text)], []],
    ['/{a}', [path('a', text)], ['a']],
    ['/{a}/x/{b}', [path('b', text), path('a', text)], ['a', 'b']],
    ['/{a:path}', [path('a', text)], ['a']],
    ['/{a}', [path('a', text), path('a', z.coerce.number())], ['a']],
  ])('finds those of %s', (template, markers, names) => {
    expect(namesIn(template, markers)).toEqual(names)
  })

  it.each<[string, Markers, string]>([
    ['/', [path('a', text)], 'a'],
    ['/{a}', [], 'a'],
    ['/{a}', [query('a', text)], 'a'],
    ['/{a}/{b}', [path('a', text)], 'b'],
    ['/{a}', [path('a', text), path('b', text)], 'b'],
    ['/{a}', [path('A', text)], 'A'],
    ['/{a}', [path('__proto__', text)], '__proto__'],
  ])('refuses %s with other markers', (template, markers, name) => {
    expect(() => namesIn(template, markers)).toThrow(
      `Markers and "${template}" do not agree on "${name}"`,
    )
  })
})

describe('a route', () => {
  it('whose names do not agree is refused when it is added', () => {
    const app = new App()
    const template: string = '/{a}'
    const add = (markers: Markers): void => {
      // @ts-expect-error The compiler says it, too.
      app.get('/{a}', markers, () => null)
    }
    expect(() => add([])).toThrow(`"${template}" do not agree on "a"`)
    expect(() => add([path('b', text)])).toThrow('do not agree on "b"')
    expect(() => add([path('a', text)])).not.toThrow()
  })

  it('does not compile with another name', () => {
    const app = new App()
    // @ts-expect-error '{a}' in '/{a}' has no path() marker
    expect(() => app.get('/{a}', [], () => null)).toThrow('agree')
    expect(() =>
      // @ts-expect-error path('b') is not in '/'
      app.get('/', [path('b', text)], (b) => b),
    ).toThrow('agree')
  })
})
