// What is sent to our bookshelf and to FastAPI's, in this order, and how they
// have to answer. "Emma" and "Dracula", 1 and 2, are on the shelf and nobody's.
import { gzipSync } from 'node:zlib'
import type { DifferenceName } from './fastapi-differences.ts'

/** One request, and how it is answered. */
export interface Exchange {
  readonly name: string
  readonly method: string
  readonly target: string
  /** Field lines. "{token}" is the token of the last session. */
  readonly fields?: readonly string[]
  readonly body?: string | Uint8Array
  /** What we answer. */
  readonly ours: number
  /** What FastAPI answers, by its version. */
  readonly theirs: readonly number[]
  readonly difference?: DifferenceName
}

type Content = Pick<Exchange, 'fields' | 'body'>

/** What both answer, or what we and what FastAPI answers. */
type Statuses = number | readonly [ours: number, ...theirs: number[]]

type Row = readonly [
  name: string,
  line: `${string} ${string}`,
  statuses: Statuses,
  content?: Content,
  difference?: DifferenceName,
]

/** Rows that show one difference. */
function differ(difference: DifferenceName, rows: readonly Row[]): Row[] {
  return rows.map(([name, line, statuses, content = {}]) => [
    name,
    line,
    statuses,
    content,
    difference,
  ])
}

const ADA = basic('ada:lovelace')
const ALAN = basic('alan:enigma')
const SESSION = 'Authorization: Bearer {token}'
const JSON_TYPE = 'Content-Type: application/json'
const MERGE_PATCH = 'Content-Type: application/merge-patch+json'

const EMMA = { title: 'Emma', author: 'Jane Austen', year: 1815 }
const IVANHOE = { title: 'Ivanhoe', author: 'Walter Scott', year: 1819 }
const LILITH = { title: 'Lilith', author: 'George MacDonald', year: 1895 }
const IVANHOE_TEXT = JSON.stringify(IVANHOE)

function basic(credentials: string): string {
  return `Authorization: Basic ${Buffer.from(credentials).toString('base64')}`
}

function fields(...lines: readonly string[]): Content {
  return { fields: lines }
}

/** A value as JSON, and more field lines. */
function json(value: unknown, ...lines: readonly string[]): Content {
  return { fields: [JSON_TYPE, ...lines], body: JSON.stringify(value) }
}

/** What claims to be JSON. */
function text(body: string | Uint8Array): Content {
  return { fields: [JSON_TYPE], body }
}

/** A book as JSON, in a body of another media type. */
function ivanhoe(...lines: readonly string[]): Content {
  return { fields: lines, body: IVANHOE_TEXT }
}

/** In two chunks. */
function chunked(body: string): string {
  const pieces = [body.slice(0, 9), body.slice(9), '']
  return pieces
    .map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`)
    .join('')
}

const OPERATIONS: readonly Row[] = [
  ['greets', 'GET /', 200],
  ['greets by name', 'GET /hello/Ada', 200],
  ['decodes a path', 'GET /hello/caf%C3%A9%20%3F', 200],
  ['keeps a plus sign in a path', 'GET /hello/a+b', 200],
  ['lists books', 'GET /books', 200],
  ['skips a query that nobody reads', 'GET /books?author=x&&=', 200],
  ['reads a book', 'GET /books/2', 200],
  ['adds a book', 'POST /books', 201, json({ ...IVANHOE, tags: ['novel'] })],
  ['adds a book of ada', 'POST /books', 201, json(LILITH, ADA)],
  ['reads what was added', 'GET /books/4', 200],
  ['replaces a book', 'PUT /books/3', 200, json(IVANHOE)],
  ['replaces an own book', 'PUT /books/4', 200, json(LILITH, ADA)],
  ['changes a year', 'PATCH /books/3', 200, json({ year: 1820 })],
  ['changes tags', 'PATCH /books/3', 200, json({ tags: ['a', 'b'] })],
  ['takes tags away', 'PATCH /books/3', 200, json({ tags: null })],
  ['changes nothing', 'PATCH /books/3', 200, json({})],
  ['skips unknown members', 'PUT /books/3', 200, json({ ...IVANHOE, id: 9 })],
  [
    'takes a merge patch',
    'PATCH /books/3',
    200,
    { fields: [MERGE_PATCH], body: '{"year":1819}' },
  ],
  [
    'takes parameters of a media type',
    'PUT /books/3',
    200,
    ivanhoe('Content-Type: Application/JSON ; charset=UTF-8'),
  ],
  [
    'takes chunks',
    'PUT /books/3',
    200,
    {
      fields: [JSON_TYPE, 'Transfer-Encoding: chunked'],
      body: chunked(IVANHOE_TEXT),
    },
  ],
  [
    'skips a byte order mark',
    'PUT /books/3',
    200,
    text(`\uFEFF${IVANHOE_TEXT}`),
  ],
  [
    'takes the last of two members',
    'PUT /books/3',
    200,
    text(`{"year":1,${IVANHOE_TEXT.slice(1)}`),
  ],
  [
    'takes 1819.0 for 1819',
    'PUT /books/3',
    200,
    text(IVANHOE_TEXT.replace('1819', '1819.0')),
  ],
  [
    'counts characters, not bytes',
    'PUT /books/3',
    200,
    json({ ...IVANHOE, tags: ['\u{1F600}'.repeat(200)] }),
  ],
  [
    'takes who takes JSON as a last resort',
    'GET /books/1',
    200,
    fields('Accept: text/html, */*;q=0.1'),
  ],
  ['shows the documentation', 'GET /docs', 200],
]

const USERS: readonly Row[] = [
  ['names the user of a password', 'GET /me', 200, fields(ADA)],
  [
    'takes "basic" for "Basic"',
    'GET /me',
    200,
    fields(ADA.replace('Basic', 'basic')),
  ],
  ['refuses nobody', 'GET /me', 401],
  ['refuses a wrong password', 'GET /me', 401, fields(basic('ada:x'))],
  ['refuses an unknown user', 'GET /me', 401, fields(basic('eve:lovelace'))],
  ['refuses an empty password', 'GET /me', 401, fields(basic('eve:'))],
  [
    'refuses an unknown token',
    'GET /me',
    401,
    fields('Authorization: Bearer x'),
  ],
  ['refuses an unknown cookie', 'GET /me', 401, fields('Cookie: session=x')],
  ['refuses a session for nobody', 'POST /session', 401],
  [
    'refuses a session for a wrong password',
    'POST /session',
    401,
    fields(basic('ada:x')),
  ],
  ['begins a session', 'POST /session', 201, fields(ADA)],
  ['knows a token', 'GET /me', 200, fields(SESSION)],
  ['knows a cookie', 'GET /me', 200, fields('Cookie: a=b; session={token}')],
  ['refuses a session for a token', 'POST /session', 401, fields(SESSION)],
  [
    'changes an own book',
    'PATCH /books/4',
    200,
    json({ tags: ['a'] }, SESSION),
  ],
  ['refuses nobody to replace', 'PUT /books/4', 401, json(LILITH)],
  ['refuses nobody to change', 'PATCH /books/4', 401, json({})],
  ['refuses nobody to delete', 'DELETE /books/4', 401],
  ['refuses another to replace', 'PUT /books/4', 403, json(LILITH, ALAN)],
  ['refuses another to change', 'PATCH /books/4', 403, json({}, ALAN)],
  ['refuses another to delete', 'DELETE /books/4', 403, fields(ALAN)],
  [
    'refuses wrong credentials where none are needed',
    'GET /books',
    401,
    fields(basic('ada:x')),
  ],
  [
    'refuses an unknown token where none is needed',
    'GET /books',
    401,
    fields('Authorization: Bearer x'),
  ],
  ['skips an unknown cookie', 'GET /books', 200, fields('Cookie: session=x')],
  [
    'refuses to add with wrong credentials',
    'POST /books',
    401,
    json(EMMA, basic('ada:x')),
  ],
  [
    'checks credentials before members',
    'POST /books',
    401,
    json({}, basic('ada:x')),
  ],
  [
    'refuses an unknown scheme',
    'GET /me',
    401,
    fields('Authorization: Digest x'),
  ],
  ['refuses two tokens', 'GET /me', 401, fields('Authorization: Bearer a b')],
  [
    'names an empty list once',
    'POST /books',
    422,
    json({ title: [], author: 'a', year: 1 }),
  ],
  ...differ('credentials come before the body', [
    [
      'sends wrong credentials and no JSON',
      'POST /books',
      [401, 422],
      { fields: [JSON_TYPE, basic('ada:x')], body: '{' },
    ],
  ]),
  ...differ('credentials are read exactly', [
    ['reads two credentials', 'GET /me', [401, 200], fields(ADA, ALAN)],
    ['reads almost Base64', 'GET /me', [401, 200], fields(`${ADA}!`)],
  ]),
  ...differ('unknown schemes are refused', [
    [
      'reads a scheme that was not offered',
      'GET /books',
      [401, 200],
      fields('Authorization: Digest x'),
    ],
  ]),
  ...differ('the first of two cookies counts', [
    [
      'reads two cookies',
      'GET /me',
      [200, 401],
      fields('Cookie: session={token}; session=x'),
    ],
  ]),
  ['ends a session', 'DELETE /session', 204, fields(SESSION)],
  ['ends no session', 'DELETE /session', 204],
  ['forgets a token', 'GET /me', 401, fields(SESSION)],
]

const FAULTS: readonly Row[] = [
  ['knows no such path', 'GET /nothing', 404],
  ['knows no empty name', 'GET /hello/', 404],
  ['knows nothing below a name', 'GET /hello/a/b', 404],
  ['tells upper from lower case', 'GET /Books', 404],
  ['has no such book to read', 'GET /books/99', 404],
  ['has no such book to replace', 'PUT /books/99', 404, json(EMMA)],
  ['has no such book to change', 'PATCH /books/99', 404, json({})],
  ['has no such book to delete', 'DELETE /books/99', 404],
  ['takes long ids', 'GET /books/999999999999999', 404],
  ['wants a number to read', 'GET /books/emma', 422],
  ['wants a whole number to read', 'GET /books/1.5', 422],
  ['wants a decimal number to read', 'GET /books/0x1', 422],
  ['wants a number to delete', 'DELETE /books/emma', 422],
  [
    'names faults of path and body',
    'PUT /books/emma',
    422,
    json({ ...EMMA, year: 'x' }),
  ],
  [
    'names faults of path and patch',
    'PATCH /books/emma',
    422,
    json({ year: 'x' }),
  ],
  ['checks JSON before the path', 'PUT /books/emma', 422, text('{')],
  ['has the book to add', 'POST /books', 409, json(EMMA)],
  ['has the book to replace with', 'PUT /books/3', 409, json(EMMA)],
  [
    'has the book to change to',
    'PATCH /books/3',
    409,
    json({ title: 'Emma', author: 'Jane Austen' }),
  ],
  ['wants a body to add', 'POST /books', 422],
  ['wants a body of JSON', 'POST /books', 422, fields(JSON_TYPE)],
  ['wants more than an empty body', 'POST /books', 422, text('')],
  ['wants a body to replace', 'PUT /books/3', 422],
  ['wants a body to change', 'PATCH /books/3', 422],
  ['wants an object, not null', 'POST /books', 422, json(null)],
  ['wants an object, not a list', 'POST /books', 422, json([EMMA])],
  ['wants an object, not a text', 'POST /books', 422, json('Emma')],
  ['wants an object to change', 'PATCH /books/3', 422, json(5)],
  ['names all that is missing', 'POST /books', 422, json({})],
  [
    'names one that is missing',
    'POST /books',
    422,
    json({ title: 'a', author: 'b' }),
  ],
  [
    'tells null from a value',
    'POST /books',
    422,
    json({ title: null, author: null, year: null, tags: null }),
  ],
  [
    'names all wrong types',
    'POST /books',
    422,
    json({ title: {}, author: {}, year: 'x', tags: 5 }),
  ],
  [
    'names the places in a list',
    'POST /books',
    422,
    json({ ...EMMA, tags: ['a', {}, null] }),
  ],
  [
    'names all that is too short',
    'POST /books',
    422,
    json({ ...EMMA, title: '', author: '', tags: [''] }),
  ],
  [
    'names what is too long',
    'POST /books',
    422,
    json({ ...EMMA, title: '\u{1F600}'.repeat(201) }),
  ],
  [
    'names all faults of a replacement',
    'PUT /books/3',
    422,
    json({ title: '', year: [], tags: [{}] }),
  ],
  [
    'names all faults of a change',
    'PATCH /books/3',
    422,
    json({ title: '', year: [], tags: [{}] }),
  ],
  ['keeps titles', 'PATCH /books/3', 422, json({ title: null })],
  ['finds a word', 'POST /books', 422, text('Emma')],
  ['finds the end', 'POST /books', 422, text('{"title": "Emma", ')],
  ['finds nothing but spaces', 'POST /books', 422, text('  ')],
  ['finds a missing colon', 'POST /books', 422, text('{"title" "Emma"}')],
  ['finds a comma too many', 'POST /books', 422, text('{"title": "Emma",}')],
  ['finds a comma in a list', 'POST /books', 422, text('{"tags": ["a",]}')],
  ['finds single quotes', 'POST /books', 422, text("{'title': 'Emma'}")],
  ['finds a second value', 'POST /books', 422, text('{} {}')],
  ['finds an open string', 'POST /books', 422, text('{"title": "Emma')],
  ['finds a leading zero', 'POST /books', 422, text('{"year": 01815}')],
  [
    'reads UTF-8 only',
    'POST /books',
    400,
    text(Buffer.from('{"title": "caf\xe9"}', 'latin1')),
  ],
  [
    'survives 100,000 levels',
    'POST /books',
    400,
    text('['.repeat(100_000) + ']'.repeat(100_000)),
  ],
  ['has no body for HEAD', 'HEAD /nothing', 404],
  ['has no options for nothing', 'OPTIONS /nothing', 404],
  ...differ('Allow names all methods', [
    ['does not post to a greeting', 'POST /', 405],
    ['does not delete a greeting', 'DELETE /hello/Ada', 405],
    ['does not replace a user', 'PUT /me', 405],
    ['does not show sessions', 'GET /session', 405],
    ['has no head of sessions', 'HEAD /session', 405],
    ['does not delete all books', 'DELETE /books', 405],
    ['does not change all books', 'PATCH /books', 405, json({})],
    ['does not post to a book', 'POST /books/1', 405, json(EMMA)],
    ['does not trace', 'TRACE /books', 405],
  ]),
]

// Only one side does what these ask for, so they ask for nothing new.
const DIFFERENT: readonly Row[] = [
  ...differ('HEAD is answered', [
    ['heads a greeting', 'HEAD /', [200, 405]],
    ['heads a list', 'HEAD /books', [200, 405]],
  ]),
  ...differ('OPTIONS is answered', [
    ['tells the options of a path', 'OPTIONS /books', [204, 405]],
    ['tells the options of the server', 'OPTIONS *', [204, 404]],
  ]),
  ...differ('unknown methods are 501', [
    ['does not brew', 'BREW /books', [501, 405]],
    ['tells "get" from "GET"', 'get /books', [501, 405]],
  ]),
  ...differ('there is one page of documentation', [
    ['shows ReDoc', 'GET /redoc', [404, 200]],
  ]),
  ...differ('a slash at the end counts', [
    ['reads a path with a slash at its end', 'GET /books/', [404, 307]],
  ]),
  ...differ('an encoded slash is no separator', [
    ['decodes a slash', 'GET /hello/a%2Fb', [200, 404]],
  ]),
  ...differ('broken percent-encoding is refused', [
    ['decodes half a code', 'GET /hello/100%', [400, 200]],
    ['decodes half a code in a query', 'GET /books?x=%', [400, 200]],
    ['decodes half a character', 'GET /hello/%FF', [400, 200]],
    ['decodes NUL', 'GET /hello/%00', [400, 200]],
  ]),
  ...differ('absolute-form is understood', [
    ['reads a whole URL', 'GET http://localhost/hello/Ada', [200, 404]],
  ]),
  ...differ('other media types are 415', [
    [
      'reads text',
      'PUT /books/3',
      [415, 422],
      ivanhoe('Content-Type: text/plain'),
    ],
    [
      'reads a form',
      'PUT /books/3',
      [415, 422],
      {
        fields: ['Content-Type: application/x-www-form-urlencoded'],
        body: 'title=Ivanhoe',
      },
    ],
    [
      'reads another JSON',
      'PUT /books/3',
      [415, 200],
      ivanhoe('Content-Type: application/hal+json'),
    ],
    [
      'reads a merge patch as a book',
      'PUT /books/3',
      [415, 200],
      ivanhoe(MERGE_PATCH),
    ],
    [
      'reads a JSON patch',
      'PATCH /books/3',
      [415, 200, 422],
      { fields: ['Content-Type: application/json-patch+json'], body: '[]' },
    ],
    ['reads what has no type', 'PUT /books/3', [415, 200, 422], ivanhoe()],
  ]),
  ...differ('content codings are undone', [
    [
      'reads gzip',
      'PUT /books/3',
      [200, 400],
      {
        fields: [JSON_TYPE, 'Content-Encoding: gzip'],
        body: gzipSync(IVANHOE_TEXT),
      },
    ],
    [
      'reads an unknown coding',
      'PUT /books/3',
      [415, 200],
      ivanhoe(JSON_TYPE, 'Content-Encoding: snappy'),
    ],
  ]),
  ...differ('Accept is obeyed', [
    ['wants HTML', 'GET /books', [406, 200], fields('Accept: text/html')],
    [
      'wants no JSON',
      'PUT /books/3',
      [406, 200],
      ivanhoe(JSON_TYPE, 'Accept: application/json;q=0'),
    ],
  ]),
  ...differ('answers are checked for changes', [
    [
      'has the content already',
      'GET /books/3',
      [304, 200],
      fields('If-None-Match: *'),
    ],
  ]),
  ...differ('preconditions are checked', [
    [
      'knows another state',
      'PUT /books/3',
      [412, 200],
      json(IVANHOE, 'If-Match: "x"'),
    ],
  ]),
  ...differ('bodies end at 1 MiB', [
    [
      'reads a body of 1 MiB and more',
      'PUT /books/3',
      [413, 200],
      text(IVANHOE_TEXT + ' '.repeat(1024 * 1024)),
    ],
  ]),
  ...differ('JSON ends at 64 levels', [
    [
      'reads 65 levels',
      'PUT /books/3',
      [400, 200],
      json({ ...IVANHOE, more: JSON.parse('['.repeat(64) + ']'.repeat(64)) }),
    ],
  ]),
  ...differ('JSON is UTF-8', [
    [
      'reads UTF-16',
      'PUT /books/3',
      [422, 200],
      text(Buffer.from(IVANHOE_TEXT, 'utf16le')),
    ],
  ]),
  ...differ('NaN is no JSON', [
    [
      'reads NaN',
      'PUT /books/3',
      [422, 422, 500],
      text(IVANHOE_TEXT.replace('1819', 'NaN')),
    ],
  ]),
  ...differ('a broken string is wrong from its start', [
    [
      'reads an unknown escape',
      'PUT /books/3',
      422,
      text(String.raw`{"a": "bc\x"}`),
    ],
    [
      'reads a line feed in a string',
      'PUT /books/3',
      422,
      text('{"a": "bc\n"}'),
    ],
  ]),
  ...differ('types are not converted', [
    [
      'reads a text as a number',
      'PUT /books/3',
      [422, 200],
      json({ ...IVANHOE, year: '1819' }),
    ],
    [
      'reads true as a number',
      'PUT /books/3',
      [422, 200],
      json({ ...IVANHOE, year: true }),
    ],
  ]),
  ...differ('fractions are not cut off', [
    [
      'reads a fraction',
      'PUT /books/3',
      [422, 200],
      json({ ...IVANHOE, year: 1819.5 }),
    ],
  ]),
  ...differ('whole numbers end at 2^53 - 1', [
    [
      'reads 2^53',
      'PUT /books/3',
      [422, 200],
      json({ ...IVANHOE, year: 2 ** 53 }),
    ],
  ]),
  ...differ('text is Unicode', [
    [
      'reads NUL',
      'PUT /books/3',
      [422, 200],
      json({ ...IVANHOE, title: '\0' }),
    ],
    [
      'reads half a character',
      'PUT /books/3',
      [422, 500],
      json({ ...IVANHOE, title: '\uD83D' }),
    ],
  ]),
  ...differ('an id has one spelling', [
    ['reads a leading zero', 'GET /books/01', [422, 200]],
    ['reads a sign', 'GET /books/+1', [422, 200]],
    ['reads a space', 'GET /books/%201', [422, 200]],
    ['reads an underscore', 'GET /books/1_0', [422, 404]],
    ['reads zero', 'GET /books/0', [422, 404]],
    ['reads a negative id', 'GET /books/-1', [422, 404]],
  ]),
]

// After all that, both have the same books.
const ENDS: readonly Row[] = [
  ['replaces what is left', 'PUT /books/3', 200, json(IVANHOE)],
  ['lists what is left', 'GET /books', 200],
  ['deletes a book', 'DELETE /books/3', 204],
  ['deletes an own book', 'DELETE /books/4', 204, fields(ADA)],
  ['has deleted it', 'GET /books/4', 404],
  ['gives no id twice', 'POST /books', 201, json(IVANHOE)],
]

/** All of them, in their order. */
export const EXCHANGES: readonly Exchange[] = [
  ...OPERATIONS,
  ...USERS,
  ...FAULTS,
  ...DIFFERENT,
  ...ENDS,
].map(toExchange)

function toExchange([
  name,
  line,
  statuses,
  content,
  difference,
]: Row): Exchange {
  const [method = '', target = ''] = line.split(' ')
  const [ours, ...others] = typeof statuses === 'number' ? [statuses] : statuses
  const theirs = others.length > 0 ? others : [ours]
  const exchange = { name, method, target, ours, theirs, ...content }
  return difference === undefined ? exchange : { ...exchange, difference }
}
