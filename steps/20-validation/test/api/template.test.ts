// Names in templates and in markers: they have to be the same ones.
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import type { Markers } from '#src/api/marker.ts'
import { path, query } from '#src/api/markers.ts'
import { namesIn } from '#src/api/template.ts'

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
    ['/', [path('a', text)], "path('a') is not in '/'"],
    ['/{a}', [], "'{a}' in '/{a}' has no path() marker"],
    ['/{a}', [query('a', text)], "'{a}' in '/{a}' has no path() marker"],
    ['/{a}/{b}', [path('a', text)], "'{b}' in '/{a}/{b}' has no path() marker"],
    ['/{a}', [path('a', text), path('b', text)], "path('b') is not in '/{a}'"],
    ['/{a}/{a}', [path('a', text)], "'{a}' is in '/{a}/{a}' twice"],
    ['/{a}', [path('A', text)], "path('A') is not in '/{a}'"],
    ['/{a}', [path('__proto__', text)], "path('__proto__') is not in '/{a}'"],
  ])('refuses %s with other markers', (template, markers, sentence) => {
    expect(() => namesIn(template, markers)).toThrow(sentence)
  })
})

describe('a route', () => {
  it('whose names do not agree is refused when it is added', () => {
    const app = new App()
    const add = (markers: Markers): void => {
      // @ts-expect-error The compiler says it, too.
      app.get('/{a}', markers, () => null)
    }
    expect(() => add([])).toThrow("'{a}' in '/{a}' has no path() marker")
    expect(() => add([path('b', text)])).toThrow("path('b') is not in '/{a}'")
    expect(() => add([path('a', text)])).not.toThrow()
  })

  it('does not compile with another name', () => {
    const app = new App()
    // @ts-expect-error '{a}' in '/{a}' has no path() marker
    expect(() => app.get('/{a}', [], () => null)).toThrow('no path() marker')
    expect(() =>
      // @ts-expect-error path('b') is not in '/'
      app.get('/', [path('b', text)], (b) => b),
    ).toThrow("path('b') is not in '/'")
  })
})
