// Which places of the tree a path fits, in which order, and with what values.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { RouteTree } from '#src/web/route-tree.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('at', () => {
  it('is one place, however its parameters are called', () => {
    const tree = new RouteTree()
    const place = tree.at(['books', '{id}', '{page:path}'])
    expect(tree.at(['books', '{number}', '{rest:path}'])).toBe(place)
    expect(tree.at(['books', '{id}', '{page}'])).not.toBe(place)
  })

  it.each([
    '{',
    '}',
    '{}',
    '{:path}',
    '{a:int}',
    '{a-b}',
    '{a}b',
    'a{b}',
    '{a}{b}',
    '{{a}}',
  ])('throws at the segment "%s"', (segment) => {
    const message = `Cannot route "${segment}"`
    expect(() => new RouteTree().at(['books', segment])).toThrow(message)
  })

  it('throws at a segment after the rest', () => {
    const pattern = ['{path:path}', 'books']
    expect(() => new RouteTree().at(pattern)).toThrow('After {path:path}?')
  })
})

describe('match', () => {
  it('gives all places, the most specific first from left to right', () => {
    const tree = createTree(['/{a:path}', '/{a}/{b}', '/a/{b:path}'])
    add(tree, ['/{a}/b', '/a/{b}', '/{a}/{b:path}', '/a/b'])
    expect(found(tree, '/a/b')).toEqual([
      ['/a/b'],
      ['/a/{b}', 'b'],
      ['/a/{b:path}', 'b'],
      ['/{a}/b', 'a'],
      ['/{a}/{b}', 'a', 'b'],
      ['/{a}/{b:path}', 'a', 'b'],
      ['/{a:path}', 'a/b'],
    ])
  })

  it.each([
    ['/', '/', [['/']]],
    ['/a', '/A', []],
    ['/a', '/a/', []],
    ['/a/', '/a/', [['/a/']]],
    ['/a/{b}', '/a', []],
    ['/a/{b}', '/a/', []],
    ['/a/{b}', '/a/b/', []],
    ['/{a}/b', '//b', []],
    ['/a/{b:path}', '/a', []],
    ['/a/{b:path}', '/a/', [['/a/{b:path}', '']]],
    ['/a/{b:path}', '/a//b/', [['/a/{b:path}', '/b/']]],
    ['/{a:path}', '/', [['/{a:path}', '']]],
    ['/{name}', '/{name}', [['/{name}', '{name}']]],
    ['/{a:path}', '/{name:path}', [['/{a:path}', '{name:path}']]],
    ['/a', '/__proto__', []],
  ])('compares the pattern %s with %s', (pattern, path, places) => {
    expect(found(createTree([pattern]), path)).toEqual(places)
  })

  it('takes a slash that came escaped for a part of its segment', () => {
    const tree = createTree(['/a/b', '/{a}'])
    expect(tree.match(['a/b'])).toEqual([
      { handlers: expect.anything(), values: ['a/b'] },
    ])
  })

  it('makes no more moves among 10,000 routes than alone', () => {
    const alone = createTree(['/7/{page}/notes'])
    const among = createTree(
      Array.from({ length: 10_000 }, (_, i) => `/${i}/{page}/notes`),
    )
    expect(movesOf(among, '/7/8/notes')).toBe(movesOf(alone, '/7/8/notes'))
    expect(movesOf(among, '/a/b/c')).toBe(movesOf(alone, '/a/b/c'))
  })
})

function createTree(patterns: readonly string[]): RouteTree {
  const tree = new RouteTree()
  add(tree, patterns)
  return tree
}

/** Adds patterns as methods of their own places, to know them again. */
function add(tree: RouteTree, patterns: readonly string[]): void {
  for (const pattern of patterns) {
    tree.at(split(pattern)).set(pattern, () => ({ status: 200 }))
  }
}

/** Each place that has handlers: its pattern, then the values. */
function found(tree: RouteTree, path: string): string[][] {
  return tree
    .match(split(path))
    .filter(({ handlers }) => handlers.size > 0)
    .map(({ handlers, values }) => [...handlers.keys(), ...values])
}

/** How many places of the tree a look-up asks. */
function movesOf(tree: RouteTree, path: string): number {
  const match = vi.spyOn(RouteTree.prototype, 'match')
  tree.match(split(path))
  const { length } = match.mock.calls
  match.mockRestore()
  return length
}

function split(path: string): string[] {
  return path.slice(1).split('/')
}
