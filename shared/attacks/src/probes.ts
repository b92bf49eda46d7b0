// The worst inputs for each parser of a step: long runs of what could be a
// part of something, and many of what has to be told apart.
import { folderOf, type Step } from '@barewire/course/steps'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import type { Probe } from './growth.ts'

type Headers = Iterable<readonly [string, string]>
type Pieces = AsyncIterable<Buffer>

/** What is probed of a step. */
interface Parsers {
  readonly LIMITS: Readonly<Record<string, number>>
  readonly HttpHeaders: new (lines: (readonly [string, string])[]) => Headers
  readonly RouteTree: new () => Tree
  readonly checkAccept: (request: { headers: Headers }, type: string) => void
  readonly findHeadEnd: (text: string, limits: object) => unknown
  readonly findJsonFault: (text: string) => unknown
  readonly isAuthority: (text: string) => unknown
  readonly mergePatch: (target: unknown, patch: unknown) => unknown
  readonly namesTag: (
    values: readonly string[],
    tag: string,
    how: string,
  ) => unknown
  readonly parseAuthorization: (headers: Headers) => unknown
  readonly parseChunkLine: (line: string) => unknown
  readonly parseCookies: (headers: Headers) => unknown
  readonly parseFieldLine: (line: string) => unknown
  readonly parseHttpDate: (text: string) => unknown
  readonly parseParameters: (text: string) => unknown
  readonly parseRange: (value: string, size: number) => unknown
  readonly parseRequestHead: (text: string, limits: object) => unknown
  readonly parseTarget: (target: string) => unknown
  readonly parseWeights: (values: readonly string[]) => unknown
  readonly readJson: (request: JsonRequest) => unknown
  readonly readParts: (body: Pieces, boundary: string) => AsyncIterable<Part>
}

interface Tree {
  readonly at: (pattern: readonly string[]) => Map<string, unknown>
  readonly match: (path: readonly string[]) => readonly unknown[]
}

interface JsonRequest {
  readonly method: string
  readonly headers: Headers
  readonly body: { readonly bytes: () => Promise<Buffer> }
}

interface Part {
  readonly content: AsyncIterable<unknown>
}

const FILES = [
  'wire/limits',
  'wire/headers',
  'wire/request-head',
  'wire/host',
  'wire/chunked',
  'web/accept',
  'web/authorization',
  'web/cookies',
  'web/etag',
  'web/http-date',
  'web/json',
  'web/json-fault',
  'web/merge-patch',
  'content/multipart',
  'content/parameters',
  'content/range',
  'web/route-tree',
  'web/target',
  'web/weights',
] as const

type Row = readonly [
  name: string,
  /** The input: a beginning, what is repeated, and an end. */
  parts: readonly [begin: string, unit: string, end: string],
  run: (input: string) => unknown,
]

/** The probes of a step that has all of content/: 18 or later. */
export async function probesOf(step: Step): Promise<Probe[]> {
  const modules = FILES.map((file): Promise<Partial<Parsers>> => {
    const path = join(folderOf(step), 'src', `${file}.ts`)
    return import(pathToFileURL(path).href)
  })
  const [first, ...others] = await Promise.all(modules)
  const parsers: Parsers = Object.assign({}, first, ...others)
  const rows = [
    ...wireRows(parsers),
    ...fieldRows(parsers),
    ...targetRows(parsers),
    ...bodyRows(parsers),
  ]
  return rows.map(([name, parts, run]) => ({
    name,
    make: (bytes) => repeat(parts, bytes),
    run,
  }))
}

function repeat([begin, unit, end]: Row[1], bytes: number): string {
  return begin + unit.repeat(Math.ceil(bytes / unit.length)) + end
}

function wireRows(p: Parsers): Row[] {
  const limits = { ...p.LIMITS, headBytes: Infinity, targetBytes: Infinity }
  const head = (text: string) => p.parseRequestHead(text, limits)
  const end = (text: string) => p.findHeadEnd(text, limits)
  const get = 'GET / HTTP/1.1'
  return [
    ['a head of many fields', [get, '\r\na:b', ''], head],
    ['a head of empty names', [get, '\r\n:', ''], head],
    ['a long method', ['', 'A', ' / HTTP/1.1'], head],
    ['a long target of escapes', ['GET /', '%41', ' HTTP/1.1'], head],
    ['a long target that breaks off', ['GET /', '%41', '% HTTP/1.1'], head],
    ['a request line of spaces', ['GET', ' ', '/ HTTP/1.1'], head],
    ['a head of CR alone', [get, '\r', ''], end],
    ['a head that never ends', [get, '\r\na', ''], end],
    ['a value of spaces', ['a:', ' ', 'b'], p.parseFieldLine],
    ['a value with spaces inside', ['a:b', ' ', 'b '], p.parseFieldLine],
    ['a line without a colon', ['', 'a', ''], p.parseFieldLine],
    ['a long host', ['', 'a.', '!!'], p.isAuthority],
    ['a host of colons', ['[', ':', ']:x'], p.isAuthority],
    ['many chunk extensions', ['1', ';a=b', ''], p.parseChunkLine],
    ['a chunk line of spaces', ['1', ' ', 'x'], p.parseChunkLine],
    ['a chunk extension of escapes', ['1;a="', '\\"', ''], p.parseChunkLine],
    ['spaces between extensions', ['1', '; a = b ', '!'], p.parseChunkLine],
  ]
}

function fieldRows(p: Parsers): Row[] {
  const cookies = (...values: string[]) =>
    p.parseCookies(new p.HttpHeaders(values.map((value) => ['cookie', value])))
  const authorization = (value: string) =>
    p.parseAuthorization(new p.HttpHeaders([['authorization', value]]))
  const weights = (value: string) => p.parseWeights([value])
  const range = (value: string) => p.parseRange(value, 1000)
  const tags = (value: string) => p.namesTag([value], '"a"', 'weak')
  return [
    ['many cookies of one name', ['', 'a=b;', ''], cookies],
    [
      'cookies whose names collide',
      ['', 'a', ''],
      (text) => cookies(collide(text)),
    ],
    ['a cookie of equals signs', ['', '=', ''], cookies],
    ['credentials that break off', ['Basic ', 'A', '!'], authorization],
    ['spaces before credentials', ['Basic', ' ', '!'], authorization],
    ['padding of credentials', ['Basic A', '=', '!'], authorization],
    ['many codings', ['', 'a;q=0.1,', ''], weights],
    ['weights of one coding', ['a', ';q=0', ''], weights],
    ['a list of commas', ['', ',', ''], weights],
    ['a list of spaces', ['a', ' ', ',b'], weights],
    ['many ranges', ['bytes=', '0-0,', ''], range],
    ['a range of digits', ['bytes=', '9', '-'], range],
    ['a range of dashes', ['bytes=', '-', ''], range],
    ['many entity tags', ['', 'W/"b", ', ''], tags],
    ['an entity tag without an end', ['"', 'W/', ''], tags],
    ['a long date', ['Sun, 06 Nov', ' ', '1994 08:49:37 GMT'], p.parseHttpDate],
    ['a long media type', ['', 'a', ''], p.parseParameters],
    ['parameters without names', ['a/b', ';', ''], p.parseParameters],
    ['a parameter without an end', ['a/b;c="', 'd', ''], p.parseParameters],
    ['spaces behind a media type', ['a/b', ' ', '!'], p.parseParameters],
  ]
}

function targetRows(p: Parsers): Row[] {
  const tree = new p.RouteTree()
  for (const pattern of ['a/{b}', '{a}/a/{b}', 'a/a/a/a', '{a:path}']) {
    tree.at(pattern.split('/')).set('GET', undefined)
  }
  const route = (path: string) => tree.match(path.split('/'))
  return [
    ['a path of slashes', ['', '/', ''], route],
    ['a path of many segments', ['a', '/a', ''], route],
    ['a query of many names', ['/?', 'a=b&', ''], p.parseTarget],
    ['a query of escapes', ['/?a=', '%C3%A4', ''], p.parseTarget],
    ['a query of equals signs', ['/?', '=', ''], p.parseTarget],
  ]
}

function bodyRows(p: Parsers): Row[] {
  const headers = new p.HttpHeaders([['content-type', 'application/json']])
  const json = (text: string) => {
    const body = { bytes: async () => Buffer.from(text) }
    return p.readJson({ method: 'POST', headers, body })
  }
  const patch = (text: string) => p.mergePatch({}, JSON.parse(text))
  const form = async (text: string) => {
    const pieces = (text.match(/[^]{1,4096}/g) ?? []).map((s) => Buffer.from(s))
    for await (const { content } of p.readParts(Readable.from(pieces), 'b')) {
      await Readable.from(content).toArray()
    }
  }
  return [
    ['deep JSON', ['', '[', ''], json],
    ['a JSON string of escapes', ['"', '\\"', ''], json],
    ['JSON whose names collide', ['', 'a', ''], (text) => json(objectOf(text))],
    ['JSON of many members', ['[0', ',{"a":{}}', ']'], json],
    ['JSON of spaces', ['[', ' ', '!'], json],
    ['a merge patch', ['', 'a', ''], (text) => patch(objectOf(text))],
    ['many parts of a form', ['', `--b\r\n${NAMED}\r\n`, '--b--'], form],
    [
      'what is nearly a delimiter',
      [`--b\r\n${NAMED}\r\n`, '\r\n--', '\r\n--b--'],
      form,
    ],
  ]
}

const NAMED = 'Content-Disposition: form-data; name="a"\r\n\r\n'

// V8 gives strings of digits a hash that is no secret: those of multiples of
// a power of two meet in one bucket. One name for each eight bytes of input.
function colliding({ length }: string): string[] {
  return Array.from({ length: length >> 3 }, (_, i) => String(i * 1024))
}

function collide(text: string): string {
  return colliding(text)
    .map((name) => `${name}=`)
    .join(';')
}

function objectOf(text: string): string {
  return `{${colliding(text)
    .map((name) => `"${name}":0`)
    .join()}}`
}
