// Where our bookshelf answers otherwise than FastAPI's, on purpose. A test
// sends the same requests to both: what differs has to stand here, and what
// stands here has to differ.
import { isBefore, type Versions } from './find-fastapi.ts'

/** What differs between two answers or two OpenAPI documents. */
export interface Mismatch {
  /** "status", "allow", "POST /books body application/json". */
  readonly part: string
  readonly ours: string
  readonly theirs: string
}

/** One difference that we want. */
export interface Difference {
  readonly name: string
  /** What we do. */
  readonly ours: string
  /** What FastAPI does. */
  readonly theirs: string
  readonly reason: string
  /** "RFC 9110 §15.5.16". */
  readonly rfc?: string
  /** What it changes in the answers to requests that name it: the status. */
  readonly parts?: readonly string[]
  /** What it changes everywhere, as "part: ours / theirs". */
  readonly everywhere?: RegExp
  /** The versions that do as we do. */
  readonly until?: Partial<Versions>
}

/** Paths that the other bookshelf does not have. */
export const ONLY_OURS = [
  '/mirror',
  '/clock',
  '/books.ndjson',
  '/files/{path}',
] as const

export const DIFFERENCES = [
  {
    name: 'faults have their input',
    ours: 'Each fault of a 422 says what was sent there.',
    theirs: 'Before pydantic 2 it says only where.',
    reason: 'It is the shape that FastAPI has today.',
    everywhere: /^input: there \/ absent$/,
    until: { pydantic: '2' },
  },
  {
    name: 'the input of faults is documented',
    ours: 'The document describes `input` and `ctx`.',
    theirs: 'Before 0.128.1 it does not.',
    reason: 'It is the document that FastAPI has today.',
    everywhere:
      / 422 application\/json: .*"ctx":\{"type":"object"\},"input":\{\},.* \/ (?!.*"input")/,
    until: { fastapi: '0.128.1' },
  },
  {
    name: 'merge patches are documented',
    ours: 'PATCH takes application/merge-patch+json, and says so.',
    theirs: 'It takes any JSON; the document names application/json.',
    reason: 'A client has to know what a patch means before it sends one.',
    rfc: 'RFC 5789 §2',
    everywhere:
      /^PATCH \/books\/\{id\} body application\/merge-patch\+json: .+ \/ $/,
  },
  {
    name: 'answers are checked for changes',
    ours: 'GET sends ETag and Cache-Control: no-cache, and answers 304.',
    theirs: 'The content, each time.',
    reason: 'What a client has already need not be sent again.',
    rfc: 'RFC 9110 §13.1.2',
    everywhere: /^cache-control: no-cache \/ $/,
  },
  {
    name: 'preconditions are checked',
    ours: '412 for an If-Match that does not hold.',
    theirs: 'Ignored.',
    reason: 'Nobody overwrites a change that he has not seen.',
    rfc: 'RFC 9110 §13.1.1',
  },
  {
    name: 'preconditions are documented',
    ours: 'PUT, PATCH and DELETE of a book may answer 412.',
    theirs: 'There are no preconditions.',
    reason: 'What a client may get stands in the document.',
    everywhere: /^(?:PUT|PATCH|DELETE) \/books\/\{id\} 412: \[\] \/ $/,
  },
  {
    name: 'a 204 has no Content-Type',
    ours: 'No Content-Type.',
    theirs: 'application/json.',
    reason: 'There is no content to be of a type.',
    rfc: 'RFC 9110 §8.3',
    everywhere: /^content-type: {2}\/ application\/json$/,
  },
  {
    name: 'HEAD is answered',
    ours: 'The head that GET would have.',
    theirs: '405.',
    reason: 'Every server has to know GET and HEAD.',
    rfc: 'RFC 9110 §9.1',
  },
  {
    name: 'OPTIONS is answered',
    ours: '204 with Allow.',
    theirs: '405 at a path, 404 at "*".',
    reason: 'It asks what there is, and the router knows.',
    rfc: 'RFC 9110 §9.3.7',
  },
  {
    name: 'Allow names all methods',
    ours: 'All methods of the path, with HEAD and OPTIONS.',
    theirs: 'The methods of the first function at the path.',
    reason: 'It is a list of what the client may do instead.',
    rfc: 'RFC 9110 §15.5.6',
    parts: ['allow'],
  },
  {
    name: 'unknown methods are 501',
    ours: '501; methods are case-sensitive.',
    theirs: '405.',
    reason: 'No other path knows the method either.',
    rfc: 'RFC 9110 §15.6.2',
  },
  {
    name: 'there is one page of documentation',
    ours: '/docs, from our own disk.',
    theirs: '/docs and /redoc, from a network of others.',
    reason: 'One page is enough, and it has to work offline.',
  },
  {
    name: 'a slash at the end counts',
    ours: '404.',
    theirs: '307 to the path without it.',
    reason: 'One resource has one path; a typing error is told, not mended.',
  },
  {
    name: 'an encoded slash is no separator',
    ours: '"%2F" is a slash in a value.',
    theirs: 'It is decoded before the path is split.',
    reason: 'Encoded, a character does not separate.',
    rfc: 'RFC 3986 §2.2',
  },
  {
    name: 'broken percent-encoding is refused',
    ours: '400 for half a code, for what is no UTF-8, and for NUL.',
    theirs: 'Taken as it is, or replaced.',
    reason: 'Two servers that mend it differently see two paths.',
    rfc: 'RFC 3986 §2.1',
  },
  {
    name: 'absolute-form is understood',
    ours: '"GET http://host/path" is "GET /path".',
    theirs: '404.',
    reason: 'A server must accept it, though only proxies send it.',
    rfc: 'RFC 9112 §3.2.2',
  },
  {
    name: 'other media types are 415',
    ours: '415 with Accept or Accept-Patch.',
    theirs: '422 as if the body were wrong; any "+json" is JSON.',
    reason: 'The type is wrong. JSON Patch read as a merge patch does harm.',
    rfc: 'RFC 9110 §15.5.16',
  },
  {
    name: 'content codings are undone',
    ours: 'gzip, deflate and brotli are undone, others are 415.',
    theirs: 'The field is ignored.',
    reason: 'Content-Encoding says how to get at the content.',
    rfc: 'RFC 9110 §8.4',
  },
  {
    name: 'Accept is obeyed',
    ours: '406 for who cannot use JSON.',
    theirs: 'JSON.',
    reason: 'Said before anything is changed, it saves a surprise.',
    rfc: 'RFC 9110 §15.5.7',
  },
  {
    name: 'bodies end at 1 MiB',
    ours: '413.',
    theirs: 'No limit.',
    reason: 'One client must not take all memory.',
    rfc: 'RFC 9110 §15.5.14',
  },
  {
    name: 'JSON ends at 64 levels',
    ours: '400.',
    theirs: "400 at Python's recursion limit, about 1,000.",
    reason: 'Who walks through a value needs stack for every level.',
    rfc: 'RFC 8259 §9',
  },
  {
    name: 'JSON is UTF-8',
    ours: 'UTF-16 is no JSON.',
    theirs: 'UTF-16 and UTF-32 are guessed.',
    reason: 'Between systems it must be UTF-8.',
    rfc: 'RFC 8259 §8.1',
  },
  {
    name: 'NaN is no JSON',
    ours: '422 at its position.',
    theirs: '422 at the member; 500 since pydantic 2.',
    reason: 'The grammar has no word for it.',
    rfc: 'RFC 8259 §6',
    parts: ['loc', 'status'],
  },
  {
    name: 'a broken string is wrong from its start',
    ours: 'The position where the string begins.',
    theirs: 'The position of the wrong character.',
    reason: 'Our table of tokens takes a string as a whole.',
    parts: ['loc'],
  },
  {
    name: 'types are not converted',
    ours: '422 for "1819" and true as a number.',
    theirs: '1819 and 1.',
    reason: 'JSON has types. Who sends others has a bug to find.',
  },
  {
    name: 'fractions are not cut off',
    ours: '422 for 1819.5 as a whole number.',
    theirs: '1819 before pydantic 2.',
    reason: 'What is stored has to be what was sent.',
    until: { pydantic: '2' },
  },
  {
    name: 'whole numbers end at 2^53 - 1',
    ours: '422.',
    theirs: 'No end.',
    reason: 'Beyond that, most programs that read JSON lose digits.',
    rfc: 'RFC 8259 §6',
  },
  {
    name: 'text is Unicode',
    ours: '422 for half a surrogate pair and for NUL.',
    theirs: 'Both are stored; each answer with half a pair is 500.',
    reason: 'Neither the database nor UTF-8 can hold them.',
    rfc: 'RFC 8259 §8.2',
  },
  {
    name: 'an id has one spelling',
    ours: '422 for "01", "+1", " 1", "1_0", "0" and "-1".',
    theirs: 'Whatever int() takes: the book, or 404.',
    reason: 'One book has one path, for caches and logs too.',
  },
  {
    name: 'credentials are read exactly',
    ours: '401 for two Authorization fields and for almost Base64.',
    theirs: 'The first field, without the wrong letters.',
    reason: 'A proxy that reads them otherwise sees another user.',
    rfc: 'RFC 4648 §3.3',
  },
  {
    name: 'credentials come before the body',
    ours: '401 before a body is read.',
    theirs: '422 for JSON that is none, whoever sends it.',
    reason: 'A stranger need not send a body to be refused.',
    rfc: 'RFC 9110 §10.1.1',
    parts: ['status'],
  },
  {
    name: 'unknown schemes are refused',
    ours: '401, also where nobody has to sign in.',
    theirs: 'As if there were no credentials.',
    reason: 'Who sends credentials does not mean to be nobody.',
  },
  {
    name: 'the first of two cookies counts',
    ours: 'The first.',
    theirs: 'The last.',
    reason: 'Browsers send the one of the longest path first.',
    rfc: 'RFC 6265 §5.4',
  },
] as const satisfies readonly Difference[]

/** What an exchange calls the difference that it shows. */
export type DifferenceName = (typeof DIFFERENCES)[number]['name']

/** The differences from a FastAPI of these versions. */
export function differencesFrom(versions: Versions): readonly Difference[] {
  const all: readonly Difference[] = DIFFERENCES
  return all.filter(({ until = {} }) =>
    (['fastapi', 'pydantic'] as const).every((name) => {
      const end = until[name]
      return end === undefined || isBefore(versions[name], end)
    }),
  )
}

/** Whether a difference is the reason of a mismatch. */
export function explains(
  difference: Difference,
  mismatch: Mismatch,
  named?: DifferenceName,
): boolean {
  const { name, parts = ['status'], everywhere } = difference
  if (name === named && parts.includes(mismatch.part)) return true
  const { part, ours, theirs } = mismatch
  return everywhere?.test(`${part}: ${ours} / ${theirs}`) === true
}
