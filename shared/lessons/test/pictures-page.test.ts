// The page of pictures: what a request depends on is as in the bookshelf of
// step 22, every picture is told in words, and lessons draw none of their own.
import { filesIn, folderOf, ROOT, stepCalled } from '@barewire/course/steps'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'

interface Marker {
  readonly source: string
  readonly name: string
  readonly dependency?: Dependency
}

interface Dependency {
  readonly markers: readonly Marker[]
  readonly security?: { readonly name: string }
}

interface Route {
  readonly method: string
  readonly template: string
  readonly markers: readonly Marker[]
  readonly options: { readonly dependencies?: readonly Dependency[] }
}

/** Those that no module exports. */
const PRIVATE: Readonly<Record<string, string>> = {
  HTTPBasic: 'basic',
  HTTPBearer: 'bearer',
  APIKeyCookie: 'cookie',
}

/** What is there since the app began. */
const LIFESPAN = ['sessions', 'connection', 'databaseFile']

const page = readFileSync(join(ROOT, 'docs/reference/pictures.md'), 'utf8')

describe('the picture of what a request depends on', () => {
  const arrows: string[] = []
  const order: string[] = []
  const picture = pictureBelow('## What one request depends on')

  beforeAll(async () => {
    const names = new Map<unknown, string>()
    for (const file of ['users', 'books', 'database']) {
      for (const [name, value] of Object.entries(await load(file))) {
        names.set(value, name)
      }
    }
    const nameOf = ({ source, name, dependency }: Marker): string => {
      if (dependency === undefined) return name || source
      const scheme = PRIVATE[dependency.security?.name ?? '']
      return names.get(dependency) ?? scheme ?? 'userBySession'
    }
    const visit = (from: string, markers: readonly Marker[]): void => {
      for (const marker of markers) {
        const name = nameOf(marker)
        arrows.push(`${from} --> ${name}`)
        if (order.includes(name) || name === 'request') continue
        visit(name, marker.dependency?.markers ?? [])
        if (!LIFESPAN.includes(name)) order.push(name)
      }
    }
    const { markers, options } = await findRoute()
    const guards = options.dependencies ?? []
    visit(
      'route',
      guards.map((dependency) => ({ source: '', name: '', dependency })),
    )
    visit('route', markers)
  })

  it('has an arrow for each that is needed', () => {
    const drawn = picture.matchAll(/^ +(\w+) -->(?:\|\w+\|)? (\w+)$/gm)
    const lines = [...drawn].map(([, from, to]) => `${from} --> ${to}`)
    expect(new Set(lines)).toEqual(new Set(arrows))
  })

  it('numbers them in the order in which they are made', () => {
    const numbered = picture.matchAll(/^ +(\w+)[[{]+"(\d+) /gm)
    const drawn = [...numbered].toSorted((a, b) => Number(a[2]) - Number(b[2]))
    expect(drawn.map(([, name]) => name)).toEqual(order)
  })
})

it('tells each picture in words', () => {
  const pictures = page.split(/^(?:```mermaid\n|!\[)/m).slice(1)
  for (const picture of pictures) {
    const [, below = ''] = picture.split(/^```\n|\.svg\)\n/m)
    expect(below.trimStart(), picture.slice(0, 200)).toMatch(
      /^<details>\n<summary>The picture in words<\/summary>\n/,
    )
  }
})

it.each(filesIn(ROOT, 'docs/steps'))('%s draws as this page does', (lesson) => {
  const text = readFileSync(join(ROOT, lesson), 'utf8')
  for (const [picture] of text.matchAll(/^```mermaid\n[^`]*^```$/gm)) {
    expect(page).toContain(picture)
  }
})

function pictureBelow(heading: string): string {
  const [, below = ''] = page.split(`${heading}\n`)
  const [, picture = ''] = /^```mermaid\n([^`]*)^```$/m.exec(below) ?? []
  return picture
}

async function load(name: string): Promise<Record<string, unknown>> {
  const folder = folderOf(stepCalled('dependencies'))
  const file = join(folder, 'src', `${name}.ts`)
  return import(pathToFileURL(file).href)
}

async function findRoute(): Promise<Route> {
  const { Books } = await load('book-routes')
  const { routesOf } = await load('api/decorators')
  if (typeof routesOf !== 'function') throw new Error('There is no routesOf')
  const routes: Route[] = routesOf(Books)
  const route = routes.find(
    ({ method, template }) => method === 'PUT' && template === '/books/{id}',
  )
  if (route === undefined) throw new Error('There is no such route')
  return route
}
