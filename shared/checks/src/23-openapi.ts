// 23: the app describes itself (OpenAPI 3.1, spec.openapis.org). What is asked
// of the document is what a client needs to know of the bookshelf; names of
// schemas, operations and parameters are for each server to choose.
import { isDeepStrictEqual } from 'node:util'
import { ask } from '@barewire/test-kit/raw-client'
import { headerValues, type RawResponse } from '@barewire/test-kit/raw-response'
import { type Check, type CheckContext, head } from './check.ts'
import { expectStatus, parseJson } from './run-check.ts'

const HOST = 'Host: localhost'
const DOCUMENT = '/openapi.json'
const PAGE = '/docs'
const JSON_TYPE = 'application/json'

/** All that steps 10 to 22 have, by what is in braces: nothing. */
const OPERATIONS = [
  'GET /',
  'GET /hello/{}',
  'GET /me',
  'POST /session',
  'DELETE /session',
  'GET /books',
  'POST /books',
  'GET /books/{}',
  'PUT /books/{}',
  'PATCH /books/{}',
  'DELETE /books/{}',
]

/** Members of a book, and whether they have to be there. */
const BOOK = { title: true, author: true, year: true }
const SCHEMES = 'securitySchemes'
const OF_A_BOOK = OPERATIONS.filter((each) => each.endsWith('/books/{}'))

export const checks: readonly Check[] = [
  check('openapi.1', 'describes itself at /openapi.json', async (context) => {
    const response = await talk(context, `GET ${DOCUMENT}`)
    expectStatus(response, 200)
    expectType(response, JSON_TYPE)
    parseJson(response)
  }),
  look('openapi.2', 'speaks OpenAPI 3.1', ({ root }) => {
    const version = memberOf(root, 'openapi')
    if (/^3\.1\.\d+$/.test(String(version))) return
    throw new Error(`says openapi: ${JSON.stringify(version)}`)
  }),
  look('openapi.3', 'says what it is called, and its version', ({ root }) => {
    for (const name of ['title', 'version']) {
      expectText(memberOf(root, 'info', name), `info.${name}`)
    }
  }),
  ...OPERATIONS.map((operation, i) =>
    look(`openapi.${4 + i}`, `describes ${operation}`, (document) => {
      const { responses } = document.operation(operation)
      const statuses = Object.keys(Object(responses))
      if (statuses.some((status) => status.startsWith('2'))) return
      throw new Error(`${operation} has no success among ${statuses.join()}`)
    }),
  ),
  look('openapi.15', 'gives each operation an id of its own', (document) => {
    const ids = document.operations.map(([name, { operationId }]) => {
      expectText(operationId, `operationId of ${name}`)
      return operationId
    })
    const twice = ids.find((id, i) => ids.indexOf(id) !== i)
    if (twice === undefined) return
    throw new Error(`two operations are called ${JSON.stringify(twice)}`)
  }),
  look('openapi.16', 'says in a few words what each is for', (document) => {
    for (const name of OPERATIONS) {
      const { summary, description } = document.operation(name)
      expectText(summary ?? description, `summary of ${name}`)
    }
  }),
  look(
    'openapi.17',
    'has the operations on books under one tag',
    (document) => {
      const tags = OPERATIONS.filter((each) => each.includes('/books')).map(
        (name) => JSON.stringify(document.operation(name)['tags'] ?? []),
      )
      const [first = ''] = tags
      if (first !== '[]' && tags.every((each) => each === first)) return
      throw new Error(`got tags ${tags.join(' ')}`)
    },
  ),
  look(
    'openapi.18',
    'describes what is in braces, always required',
    (document) => {
      for (const [name, operation, path] of document.operations) {
        const [, ...names] = path.split(/\{([^}]*)\}/)
        const known = document.list(operation['parameters'])
        for (const wanted of names.filter((_, i) => i % 2 === 0)) {
          const expected = { name: wanted, in: 'path', required: true }
          const found = known.some((each) =>
            Object.entries(expected).every(([key, v]) => each[key] === v),
          )
          if (!found) throw new Error(`${name} does not describe "${wanted}"`)
        }
      }
    },
  ),
  look('openapi.19', 'takes whole numbers for books', (document) => {
    for (const name of OF_A_BOOK) {
      const all = document.list(document.operation(name)['parameters'])
      const id = all.find((each) => each['in'] === 'path')
      expectEqual(document.at(id, 'schema', 'type'), 'integer', name)
    }
  }),
  look('openapi.20', 'describes the book that it takes', (document) => {
    for (const name of ['POST /books', 'PUT /books/{}']) {
      const body = document.at(document.operation(name), 'requestBody')
      expectEqual(document.at(body, 'required'), true, `body of ${name}`)
      const schema = document.at(body, 'content', JSON_TYPE, 'schema')
      expectMembers(document, schema, { tags: false, ...BOOK })
    }
  }),
  look('openapi.21', 'describes the changes that it takes', (document) => {
    const operation = document.operation('PATCH /books/{}')
    const content = document.at(operation, 'requestBody', 'content')
    for (const type of ['application/merge-patch+json', JSON_TYPE]) {
      const schema = document.at(content, type, 'schema')
      const members = Object.keys({ tags: 0, ...BOOK })
      const changes = members.map((name) => [name, false] as const)
      expectMembers(document, schema, Object.fromEntries(changes))
    }
  }),
  look('openapi.22', 'describes the book that it gives', (document) => {
    const book = { id: true, tags: true, ...BOOK }
    for (const [name, status] of [
      ['POST /books', '201'],
      ['GET /books/{}', '200'],
      ['PUT /books/{}', '200'],
      ['PATCH /books/{}', '200'],
    ] as const) {
      expectMembers(document, document.response(name, status), book)
    }
    const list = document.response('GET /books', '200')
    expectEqual(document.at(list, 'type'), 'array', 'the list of books')
    expectMembers(document, document.at(list, 'items'), book)
  }),
  look('openapi.23', 'has a book among its named schemas, once', (document) => {
    const one = document.pointer('GET /books/{}', '200')
    expectText(one, 'pointer to the schema of a book')
    const add = document.pointer('POST /books', '201')
    expectEqual(add, one, 'pointer to the schema of an added book')
  }),
  look('openapi.24', 'gives nothing for a book that is gone', (document) => {
    const operation = document.operation('DELETE /books/{}')
    const response = document.at(operation, 'responses', '204')
    expectText(memberOf(response, 'description'), 'description of 204')
    expectEqual(memberOf(response, 'content'), undefined, 'content of 204')
  }),
  look('openapi.25', 'describes what is not there', (document) => {
    for (const name of OF_A_BOOK) {
      const response = document.at(document.operation(name), 'responses', '404')
      expectText(memberOf(response, 'description'), `404 of ${name}`)
    }
  }),
  look('openapi.26', 'describes what is wrong with a request', (document) => {
    for (const name of ['POST /books', ...OF_A_BOOK]) {
      const fault = faultIn(document, name)
      expectMembers(document, fault, { loc: true, msg: true, type: true })
    }
  }),
  check('openapi.27', 'finds fault as it has described it', async (context) => {
    const document = await readDocument(context)
    const fault = faultIn(document, 'POST /books')
    const lines = [HOST, `Content-Type: ${JSON_TYPE}`, 'Content-Length: 2']
    const request = `${head('POST /books HTTP/1.1', ...lines)}{}`
    const response = await ask(context.address, request)
    expectStatus(response, 422)
    const { detail } = parseJson(response)
    if (!Array.isArray(detail)) throw new Error('detail is not a list')
    const known = Object.keys(Object(document.at(fault, 'properties')))
    for (const each of detail) {
      const unknown = Object.keys(Object(each)).filter(
        (name) => !known.includes(name),
      )
      expectEqual(unknown, [], 'members of a fault that were not described')
    }
  }),
  look('openapi.28', 'says how clients can name themselves', (document) => {
    const schemes = document.list(
      Object.values(Object(memberOf(document.root, 'components', SCHEMES))),
    )
    for (const wanted of [
      { type: 'http', scheme: 'basic' },
      { type: 'http', scheme: 'bearer' },
      { type: 'apiKey', in: 'cookie', name: 'session' },
    ]) {
      const found = schemes.some((scheme) =>
        Object.entries(wanted).every(([name, v]) => scheme[name] === v),
      )
      if (!found) throw new Error(`there is no ${JSON.stringify(wanted)}`)
    }
  }),
  look(
    'openapi.29',
    'says where clients have to name themselves',
    (document) => {
      const schemes = Object(memberOf(document.root, 'components', SCHEMES))
      for (const name of ['GET /me', 'POST /session']) {
        const ways = document.list(document.operation(name)['security'])
        const names = ways.flatMap((way) => Object.keys(way))
        if (names.length === 0) throw new Error(`${name} is open to everybody`)
        expectEqual(
          names.filter((each) => !(each in schemes)),
          [],
          name,
        )
      }
      const open = document.list(document.operation('GET /')['security'])
      expectEqual(open, [], 'ways to name oneself to GET /')
    },
  ),
  look('openapi.30', 'points to nothing that is not there', (document) => {
    const pointers = JSON.stringify(document.root).matchAll(
      /"\$ref":"([^"]*)"/g,
    )
    for (const [, pointer = ''] of pointers) {
      if (document.find(pointer) !== undefined) continue
      throw new Error(`there is no ${pointer}`)
    }
  }),
  look(
    'openapi.31',
    'says nothing of the document and its page',
    (document) => {
      for (const path of [DOCUMENT, PAGE]) {
        expectEqual(memberOf(document.root, 'paths', path), undefined, path)
      }
    },
  ),
  check('openapi.32', 'has a page for people at /docs', async (context) => {
    const response = await talk(context, `GET ${PAGE}`)
    expectStatus(response, 200)
    expectType(response, 'text/html')
  }),
  check('openapi.33', 'has all that the page loads', async (context) => {
    const links = await readLinks(context)
    for (const { pathname, search } of links) {
      expectStatus(await talk(context, `GET ${pathname}${search}`), 200)
    }
  }),
  check(
    'openapi.34',
    'loads nothing from elsewhere on the page',
    async (context) => {
      const links = await readLinks(context)
      const away = links.filter(({ origin }) => origin !== ORIGIN)
      expectEqual(away.map(String), [], 'links that lead elsewhere')
    },
  ),
  ...[DOCUMENT, PAGE].flatMap((path, i): Check[] => [
    check(
      `openapi.${35 + 4 * i}`,
      `has the head of ${path}`,
      async (context) => {
        const got = await talk(context, `GET ${path}`)
        const headed = await talk(context, `HEAD ${path}`)
        expectStatus(headed, 200)
        for (const name of ['Content-Type', 'Content-Length', 'ETag']) {
          expectEqual(headerValues(headed, name), headerValues(got, name), name)
        }
      },
    ),
    check(`openapi.${36 + 4 * i}`, `sends ${path} once`, async (context) => {
      const response = await talk(context, `GET ${path}`)
      expectStatus(response, 200)
      const [tag = ''] = headerValues(response, 'ETag')
      expectText(tag, 'ETag')
      const lines = [`If-None-Match: ${tag}`]
      expectStatus(await talk(context, `GET ${path}`, lines), 304)
    }),
    {
      id: `openapi.${37 + 4 * i}`,
      title: `answers the next request behind ${path}`,
      send: head(`GET ${path} HTTP/1.1`, HOST).repeat(2),
      status: [200, 200],
      closes: false,
    },
    check(`openapi.${38 + 4 * i}`, `only shows ${path}`, async (context) => {
      const response = await talk(context, `POST ${path}`)
      expectStatus(response, 405)
      const allowed = headerValues(response, 'Allow').join()
      expectText(/\bGET\b/.exec(allowed)?.[0], `GET in Allow: ${allowed}`)
    }),
  ]),
]

type Members = Readonly<Record<string, unknown>>

/** What a server says of itself, with pointers followed. */
class Description {
  readonly root: Members
  /** Each with its name, "GET /books/{}", and its path as it stands there. */
  readonly operations: readonly (readonly [string, Members, string])[]

  constructor(root: Members) {
    this.root = root
    const paths = Object.entries<object>(Object(root['paths']))
    this.operations = paths.flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => {
        const name = `${method.toUpperCase()} ${path}`
        const anonymous = name.replaceAll(/\{[^}]*\}/g, '{}')
        return [anonymous, Object(operation), path] as const
      }),
    )
  }

  /** Throws if it is not described. */
  operation(name: string): Members {
    const found = this.operations.find(([each]) => each === name)
    if (found !== undefined) return found[1]
    throw new Error(`${name} is not described`)
  }

  /** What content is like with a status, in JSON. */
  response(name: string, status: string): unknown {
    return this.at(this.#content(name, status), 'schema')
  }

  /** Where the schema of that content is. */
  pointer(name: string, status: string): unknown {
    return memberOf(this.#content(name, status), 'schema', '$ref')
  }

  #content(name: string, status: string): unknown {
    const response = this.at(this.operation(name), 'responses', status)
    return this.at(response, 'content', JSON_TYPE)
  }

  /** The member at the end of a way. */
  at(start: unknown, ...way: readonly string[]): unknown {
    return way.reduce<unknown>(
      (value, name) => this.follow(memberOf(value, name)),
      this.follow(start),
    )
  }

  list(values: unknown): Members[] {
    if (!Array.isArray(values)) return []
    return values.map((each) => Object(this.follow(each)))
  }

  /** What stands where a pointer points: "#/components/schemas/Book". */
  find(pointer: string): unknown {
    const [, ...way] = pointer.split('/')
    const names = way.map((name) =>
      decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'),
    )
    return memberOf(this.root, ...names)
  }

  follow(value: unknown): unknown {
    const pointer = memberOf(value, '$ref')
    return typeof pointer === 'string' ? this.find(pointer) : value
  }
}

/** The member at the end of a way, where there is one. */
function memberOf(value: unknown, ...way: readonly string[]): unknown {
  return way.reduce<unknown>(
    (parent, name) =>
      typeof parent === 'object' && parent !== null
        ? Object.getOwnPropertyDescriptor(parent, name)?.value
        : undefined,
    value,
  )
}

function faultIn(document: Description, name: string): unknown {
  const faults = document.response(name, '422')
  return document.at(faults, 'properties', 'detail', 'items')
}

function check(
  id: string,
  title: string,
  run: (context: CheckContext) => Promise<void>,
): Check {
  return { id, title, run }
}

/** A check that needs to read the document and nothing else. */
function look(
  id: string,
  title: string,
  run: (document: Description) => void,
): Check {
  return check(id, title, async (context) => run(await readDocument(context)))
}

async function readDocument(context: CheckContext): Promise<Description> {
  const response = await talk(context, `GET ${DOCUMENT}`)
  expectStatus(response, 200)
  return new Description(parseJson(response))
}

function talk(
  { address }: CheckContext,
  request: string,
  lines: readonly string[] = [],
): Promise<RawResponse> {
  const [method] = request.split(' ')
  return ask(address, head(`${request} HTTP/1.1`, HOST, ...lines), method)
}

const ORIGIN = 'http://localhost'

/** What the page makes a browser load. */
async function readLinks(context: CheckContext): Promise<URL[]> {
  const page = await talk(context, `GET ${PAGE}`)
  expectStatus(page, 200)
  const tags = String(page.body).matchAll(
    /<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=["']?([^"' >]+)/gi,
  )
  const links = [...tags].map(([, link = '']) => new URL(link, ORIGIN + PAGE))
  if (links.length === 0) throw new Error('the page loads nothing')
  return links
}

function expectType(response: RawResponse, type: string): void {
  const [got = ''] = headerValues(response, 'Content-Type')
  if (got.split(';')[0]?.trim() === type) return
  throw new Error(`expected ${type}, got Content-Type: ${got}`)
}

function expectText(value: unknown, what: string): void {
  if (typeof value === 'string' && value !== '') return
  throw new Error(`expected ${what}, got ${JSON.stringify(value)}`)
}

function expectEqual(got: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(got, expected)) return
  const [wanted, seen] = [expected, got].map((value) => JSON.stringify(value))
  throw new Error(`${what}: expected ${wanted}, got ${seen}`)
}

/** Each has to be there, and to be required or not. */
function expectMembers(
  document: Description,
  schema: unknown,
  members: Readonly<Record<string, boolean>>,
): void {
  const properties = document.at(schema, 'properties')
  const required = Object(document.at(schema, 'required') ?? [])
  for (const [name, wanted] of Object.entries(members)) {
    if (memberOf(properties, name) === undefined) {
      throw new Error(`"${name}" is not in ${JSON.stringify(schema)}`)
    }
    const got = Array.isArray(required) && required.includes(name)
    expectEqual(got, wanted, `whether "${name}" is required`)
  }
}
