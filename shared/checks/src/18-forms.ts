// 18: forms as browsers send them (RFC 7578, RFC 2046 §5.1), and a page with
// one. Every book that a check adds has a title that nobody else uses, and is
// taken away again.
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { gzipSync } from 'node:zlib'
import { ask, withClient } from '@barewire/test-kit/raw-client'
import {
  headerValues,
  quote,
  type RawResponse,
} from '@barewire/test-kit/raw-response'
import {
  type Check,
  type CheckContext,
  described,
  head,
  must,
  PLAIN_GET,
  type Rule,
} from './check.ts'
import { expectStatus, parseJson, send } from './run-check.ts'

const HOST = 'Host: localhost'
const GET_FORM = head('GET /form HTTP/1.1', HOST)
const QUERY_TYPE = 'application/x-www-form-urlencoded'
const PARTS_TYPE = 'multipart/form-data; boundary=b'
const ADA = `Authorization: Basic ${btoa('ada:lovelace')}`
const ALAN = `Authorization: Basic ${btoa('alan:enigma')}`

/** Every octet, line ends, and what begins like a delimiter. */
const PICTURE = `${Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join('')}\r\n--\r\n--c\r\n--B\r\n-`

/** A form on its way: one character an octet. */
interface Sent {
  readonly type: string
  readonly body: string
}

/** A part: the lines of its head, and its content. */
interface Part {
  readonly lines: readonly string[]
  readonly content: string
}

/** Makes a form for a book of that title. */
type Maker = (title: string) => Sent

export const checks: readonly Check[] = [
  {
    id: 'forms.1',
    title: 'has a page with a form, and keeps the connection',
    rfc: 'RFC 9112 §9.3',
    level: 'SHOULD',
    send: GET_FORM + PLAIN_GET,
    status: [200, 200],
    closes: false,
  },
  {
    id: 'forms.2',
    title: 'gives HEAD the head of the page',
    rfc: 'RFC 9110 §9.3.2',
    level: 'MUST',
    send: head('HEAD /form HTTP/1.1', HOST) + PLAIN_GET,
    methods: ['HEAD', 'GET'],
    status: [200, 200],
    closes: false,
  },
  {
    id: 'forms.3',
    title: 'knows no PUT of the page',
    rfc: 'RFC 9110 §15.5.6',
    level: 'MUST',
    send: head('PUT /form HTTP/1.1', HOST),
    status: 405,
    closes: false,
  },
  ...[
    'nothing.png',
    '..%2Fcovers%2F..%2F..%2Fetc%2Fpasswd',
    '..%5C..%5Cetc%5Cpasswd',
    '.',
    'a/b.png',
  ].map((name, i): Check => ({
    id: `forms.${4 + i}`,
    title: `has no cover /covers/${name}`,
    rfc: 'RFC 9110 §15.5.5',
    level: 'described',
    send: head(`GET /covers/${name} HTTP/1.1`, HOST),
    status: 404,
    closes: false,
  })),
  {
    id: 'forms.9',
    title: 'says that the page is HTML in UTF-8, and lets no script run',
    run: async ({ address }) => {
      const response = await ask(address, GET_FORM)
      expectPage(response, 200)
      const text = textOf(response)
      const [form = ''] = /<form[^>]*>/i.exec(text) ?? []
      if (!/multipart\/form-data/i.test(form) || !/post/i.test(form)) {
        throw new Error(`a form without its type or method: ${form}`)
      }
      for (const name of ['title', 'author', 'year', 'tags', 'cover']) {
        if (!text.includes(`name="${name}"`)) throw new Error(`no ${name}`)
      }
    },
  },
  ...accepted(undefined, [
    ['forms.10', 'a query string', (title) => query({ title })],
    [
      'forms.11',
      'a query string of a charset, its type in capitals',
      (title) => ({
        ...query({ title }),
        type: 'APPLICATION/X-WWW-Form-Urlencoded ; Charset=UTF-8',
      }),
    ],
    [
      'forms.12',
      'a query string with spaces written as plus and as %20',
      (title) => ({
        type: QUERY_TYPE,
        body: `title=${title.replace(' ', '+').replace(' ', '%20')}&author=Nobody&year=2000`,
      }),
    ],
  ]),
  ...accepted(described('RFC 2046 §5.1.1'), [
    ['forms.13', 'parts', (title) => parts(fieldsOf(title))],
    [
      'forms.14',
      'a boundary between quotation marks',
      (title) => ({
        type: 'multipart/form-data; boundary="b"',
        body: parts(fieldsOf(title)).body,
      }),
    ],
    [
      'forms.15',
      'a boundary with a space and every mark',
      (title) => parts(fieldsOf(title), "'()+_,-./:=? a"),
    ],
    [
      'forms.16',
      'a boundary of 70 dashes',
      (title) => parts(fieldsOf(title), '-'.repeat(70)),
    ],
    [
      'forms.17',
      'a boundary behind other parameters, its name in capitals',
      (title) => ({
        type: 'Multipart/Form-Data;charset=utf-8; x=";boundary=x" ;\tBOUNDARY=b',
        body: parts(fieldsOf(title)).body,
      }),
    ],
    [
      'forms.18',
      'a preamble and an epilogue',
      (title) => {
        const { type, body } = parts(fieldsOf(title))
        const other = parts([field('title', 'Epilogue')]).body
        return { type, body: `Hello\r\n--a\r\n${body}Bye\r\n${other}` }
      },
    ],
    [
      'forms.19',
      'an empty line before the first boundary',
      (title) => {
        const { type, body } = parts(fieldsOf(title))
        return { type, body: `\r\n${body}` }
      },
    ],
    [
      'forms.20',
      'no line end behind the last boundary',
      (title) => {
        const { type, body } = parts(fieldsOf(title))
        return { type, body: body.slice(0, -2) }
      },
    ],
    [
      'forms.21',
      'spaces and tabs behind boundaries',
      (title) => {
        const { type, body } = parts(fieldsOf(title))
        return { type, body: body.replaceAll('--b\r\n', '--b \t \r\n') }
      },
    ],
  ]),
  ...accepted(described('RFC 7578 §4.2'), [
    [
      'forms.22',
      'part fields in any case and order, and some that nobody knows',
      (title) => {
        const [, ...others] = fieldsOf(title)
        const lines = [
          'X-Unknown: 1',
          'content-type:text/plain;charset=utf-8',
          'CONTENT-DISPOSITION:Form-Data ;\tNAME="title"',
        ]
        return parts([...others, { lines, content: title }])
      },
    ],
    [
      'forms.23',
      'a name without quotation marks',
      (title) => {
        const lines = ['Content-Disposition: form-data; name=title']
        const [, ...others] = fieldsOf(title)
        return parts([{ lines, content: title }, ...others])
      },
    ],
    [
      'forms.24',
      'a title beyond ASCII',
      (title) => parts(fieldsOf(`${title} é€𝄞`)),
      ' é€𝄞',
    ],
  ]),
  ...accepted(described('RFC 2046 §5.1.1'), [
    [
      'forms.25',
      'a title that ends like a delimiter',
      (title) => parts(fieldsOf(`${title}\r\n--`)),
      '\r\n--',
    ],
    [
      'forms.26',
      'a title full of line ends and dashes',
      (title) => parts(fieldsOf(`${title}${'\r\n--'.repeat(20)}\r\r\n`)),
      `${'\r\n--'.repeat(20)}\r\r\n`,
    ],
  ]),
  ...accepted(must('RFC 2046 §5.1.1'), [
    [
      'forms.27',
      'a title in which the boundary follows no line end',
      (title) => parts(fieldsOf(`${title}--b--\n--b\r--b`)),
      '--b--\n--b\r--b',
    ],
  ]),
  ...accepted(described('RFC 7578 §4.2'), [
    [
      'forms.28',
      'fields that nobody asked for, one called "__proto__"',
      (title) =>
        parts([
          field('__proto__', '{"year": 1}'),
          field('', ''),
          ...fieldsOf(title),
          field('x', 'y'),
        ]),
    ],
  ]),
  ...refused([
    ['forms.29', 400, 'no boundary', 'multipart/form-data'],
    ['forms.30', 400, 'an empty boundary', 'multipart/form-data; boundary='],
    [
      'forms.31',
      400,
      'an empty boundary in quotes',
      'multipart/form-data; boundary=""',
    ],
    [
      'forms.32',
      400,
      'a boundary of 71 characters',
      `multipart/form-data; boundary=${'b'.repeat(71)}`,
    ],
    [
      'forms.33',
      400,
      'a boundary that ends with a space',
      'multipart/form-data; boundary="b "',
    ],
    [
      'forms.34',
      400,
      'a boundary with a tab',
      'multipart/form-data; boundary="b\tb"',
    ],
    [
      'forms.35',
      400,
      'a boundary with an asterisk',
      'multipart/form-data; boundary="b*b"',
    ],
    [
      'forms.36',
      400,
      'a boundary beyond ASCII',
      'multipart/form-data; boundary="b\xe9"',
    ],
    [
      'forms.37',
      400,
      'two boundaries',
      'multipart/form-data; boundary=b; boundary=c',
    ],
    [
      'forms.38',
      400,
      'an open quotation mark',
      'multipart/form-data; boundary="b',
    ],
    ['forms.39', 400, 'another boundary', 'multipart/form-data; boundary=c'],
    ['forms.40', 415, 'another multipart type', 'multipart/mixed; boundary=b'],
    ['forms.41', 415, 'plain text', 'text/plain'],
    ['forms.42', 415, 'JSON', 'application/json'],
    ['forms.43', 415, 'no type', ''],
  ]),
  ...broken([
    ['forms.44', 'ends before its last boundary', (body) => body.slice(0, -8)],
    [
      'forms.45',
      'ends inside a boundary',
      (body) => body.slice(0, body.lastIndexOf('-b')),
    ],
    [
      'forms.46',
      'ends inside the head of a part',
      (body) => body.slice(0, body.lastIndexOf('name=')),
    ],
    ['forms.47', 'is empty', () => ''],
    ['forms.48', 'has no parts at all, only text', () => 'title=a'],
    [
      'forms.49',
      'has text behind a boundary',
      (body) => body.replace('--b\r\n', '--bc\r\n'),
    ],
    [
      'forms.50',
      'has bare line feeds',
      (body) => body.replaceAll('\r\n', '\n'),
    ],
    [
      'forms.51',
      'has a part without a Content-Disposition',
      (body) => body.replace('Content-Disposition', 'X-Disposition'),
    ],
    [
      'forms.52',
      'has a part without a name',
      (body) => body.replace('; name="title"', ''),
    ],
    [
      'forms.53',
      'has a part with two names',
      (body) => body.replace('; name="title"', '; name="x"; name="title"'),
    ],
    [
      'forms.54',
      'has a part that is no form-data',
      (body) => body.replace('form-data', 'attachment'),
    ],
    [
      'forms.55',
      'has a part with two Content-Disposition fields',
      (body) =>
        body.replace(
          '--b\r\n',
          '--b\r\nContent-Disposition: form-data; name="x"\r\n',
        ),
    ],
    [
      'forms.56',
      'has a part with a folded field',
      (body) => body.replace('; name="title"', ';\r\n name="title"'),
    ],
    [
      'forms.57',
      'has a part with a space before a colon',
      (body) => body.replace('Disposition:', 'Disposition :'),
    ],
    [
      'forms.58',
      'has a NUL in a name',
      (body) => body.replace('"author"', '"author\0"'),
    ],
    [
      'forms.59',
      'has a control character in a name',
      (body) => body.replace('"author"', '"author\x1b[2J"'),
    ],
    [
      'forms.60',
      'has a name that is not UTF-8',
      (body) => body.replace('"author"', '"author\xe9"'),
    ],
    [
      'forms.61',
      'has a name with an open quotation mark',
      (body) => body.replace('"author"', '"author'),
    ],
    [
      'forms.62',
      'has a field that is not UTF-8',
      (body) => body.replace('Nobody', 'Nobody\xe9'),
    ],
    [
      'forms.63',
      'has an overlong character in a field',
      (body) => body.replace('Nobody', 'Nobody\xc0\xaf'),
    ],
    [
      'forms.64',
      'has a filename in an encoding of its own',
      (body) =>
        body.replace('"author"', `"x"; filename*=UTF-8''a.png; filename=b`),
    ],
  ]),
  ...['%', '%zz', '%e9', '%00', '%ed%a0%80'].map((text, i): Check => ({
    id: `forms.${65 + i}`,
    title: `refuses a query string with ${text}`,
    rfc: 'RFC 9110 §15.5.1',
    level: 'described',
    run: (context) =>
      expectRefusal(context, 400, (title) => {
        const { type, body } = query({ title })
        return { type, body: `${body}&x=${text}` }
      }),
  })),
  ...wrongFields([
    ['forms.70', 'without a title', { title: undefined }],
    ['forms.71', 'with an empty title', { title: '' }],
    ['forms.72', 'with a title of 201 characters', { title: 'a'.repeat(201) }],
    ['forms.73', 'without an author', { author: undefined }],
    ['forms.74', 'without a year', { year: undefined }],
    ['forms.75', 'with an empty year', { year: '' }],
    ['forms.76', 'with half a year', { year: '1.5' }],
    ['forms.77', 'with a year in letters', { year: 'MM' }],
    ['forms.78', 'with a year beyond all numbers', { year: '1e999' }],
  ]),
  {
    id: 'forms.79',
    title: 'answers 409 with the page to a book that is there',
    rfc: 'RFC 9110 §15.5.10',
    level: 'described',
    run: (context) =>
      withBook(context, query, async (title) => {
        for (const sent of [query({ title }), parts(fieldsOf(title))]) {
          expectPage(await post(context, sent), 409)
        }
        expectEqual((await findBooks(context, title)).length, 1)
      }),
  },
  {
    id: 'forms.80',
    title: 'splits tags at commas, and shows the book on the page',
    run: (context) =>
      withBook(
        context,
        ({ title }) => query({ title, tags: ' a b, c ,, é,' }),
        async (title, book) => {
          expectEqual(book['tags'], ['a b', 'c', 'é'])
          const { year, author } = book
          expectEqual([year, author], [2000, 'Nobody'])
          const page = textOf(await ask(context.address, GET_FORM))
          if (!page.includes(title)) throw new Error(`no ${title} on the page`)
        },
      ),
  },
  {
    id: 'forms.81',
    title: 'shows as text what a book is called, even "<script>"',
    run: (context) => {
      const text = `<script>alert(1)</script>"&amp;`
      const make: Book = ({ title }) => query({ title: title + text })
      return withBook(context, make, async (title) => {
        const page = textOf(await ask(context.address, GET_FORM))
        const shown = page.split(title)[1] ?? ''
        if (
          /^&lt;script(?:&gt;|>)[^<]*&lt;\/script.{1,4}(?:&quot;|&#34;|")&amp;amp;/.test(
            shown,
          )
        )
          return
        throw new Error(`shows ${quote(shown)}`)
      })
    },
  },
  {
    id: 'forms.82',
    title: 'shows as text what a refused form says',
    run: async (context) => {
      const mark = '<img src=x onerror=alert(1)>'
      const [bare] = mark.split(' ')
      const forms: readonly (readonly [number, Sent])[] = [
        [415, { type: `text/${bare}>`, body: '' }],
        [400, { type: QUERY_TYPE, body: `title=${mark}%` }],
        [400, parts([field(mark, '\xff')])],
        [400, parts([{ lines: [mark], content: '' }])],
        [
          400,
          parts([{ lines: [`Content-Disposition: ${mark}`], content: '' }]),
        ],
        [400, { type: PARTS_TYPE, body: `--b${mark}\r\n` }],
      ]
      for (const [status, sent] of forms) {
        const response = await post(context, sent)
        expectPage(response, status)
        const page = textOf(response)
        if (/<img(?: src=x|>)/.test(page)) throw new Error(quote(page))
      }
    },
  },
  ...covers([
    ['forms.83', 'image/png', 'a.png'],
    ['forms.84', 'image/gif', 'a.gif'],
    ['forms.85', 'image/jpeg', 'a.jpg'],
    ['forms.86', 'image/webp', 'a.webp'],
    ['forms.87', 'image/png', '../../../../../tmp/barewire.png'],
    ['forms.88', 'image/png', 'C:\\Windows\\win.ini'],
    ['forms.89', 'image/png', 'page.html'],
    ['forms.90', 'image/png', '..'],
    ['forms.91', 'image/png', `%22%00<script>.png`],
    ['forms.92', 'image/png', utf8('é€𝄞.png')],
    ['forms.93', 'image/png', 'a'.repeat(2_000)],
    ['forms.94', 'image/jpeg', "a;b='c', d=e.jpg"],
  ]),
  ...noCovers([
    ['forms.95', 'an SVG', 'image/svg+xml'],
    ['forms.96', 'HTML', 'text/html'],
    ['forms.97', 'a text', 'text/plain'],
    ['forms.98', 'any image', 'image/*'],
    ['forms.99', 'something of no type', ''],
  ]),
  {
    id: 'forms.100',
    title: 'takes an input where no file was chosen for no cover',
    rfc: 'RFC 7578 §4.2',
    level: 'described',
    run: async (context) => {
      const before = await coversOf(context)
      const empty = coverPart('', 'application/octet-stream', '')
      const make: Book = ({ title }) => parts([empty, ...fieldsOf(title)])
      await withBook(context, make, async () => {
        expectEqual(await coversOf(context), before)
      })
    },
  },
  {
    id: 'forms.101',
    title: 'adds nothing when a client leaves in the middle of a form',
    run: async (context) => {
      for (const leave of ['end', 'reset'] as const) {
        const title = newTitle()
        const { type, body } = parts([
          ...fieldsOf(title),
          coverPart('a.png', 'image/png', PICTURE),
        ])
        await withClient(context.address, async (client) => {
          const length = `Content-Length: ${body.length}`
          const fields = [HOST, `Content-Type: ${type}`, length]
          const request = head('POST /form HTTP/1.1', ...fields) + body
          client.write(request.slice(0, -20))
          client[leave]()
          if (leave === 'end') expectPage(await client.readResponse(), 400)
        })
        expectEqual(await findBooks(context, title), [])
      }
    },
  },
  {
    id: 'forms.102',
    title: 'asks for a form with 100 Continue when it begins to read it',
    rfc: 'RFC 9110 §10.1.1',
    level: 'MUST',
    run: (context) =>
      withClient(context.address, async (client) => {
        const title = newTitle()
        const { type, body } = parts(fieldsOf(title))
        const fields = [`Content-Type: ${type}`, 'Expect: 100-continue']
        const length = `Content-Length: ${body.length}`
        client.write(head('POST /form HTTP/1.1', HOST, ...fields, length))
        const interim = 'HTTP/1.1 100 Continue\r\n\r\n'
        expectEqual(String(await client.readBytes(interim.length)), interim)
        client.write(body)
        await expectAdded(context, await client.readResponse(), title)
      }),
  },
  {
    id: 'forms.103',
    title: 'takes a form in chunks',
    rfc: 'RFC 9112 §7.1',
    level: 'MUST',
    run: async (context) => {
      const title = newTitle()
      const { type, body } = parts(fieldsOf(title))
      const chunks = body.match(/[^]{1,7}/g) ?? []
      const lines = chunks.map(
        (chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`,
      )
      const fields = [`Content-Type: ${type}`, 'Transfer-Encoding: chunked']
      const request = head('POST /form HTTP/1.1', HOST, ...fields)
      const whole = `${request}${lines.join('')}0\r\n\r\n`
      await expectAdded(context, await ask(context.address, whole), title)
    },
  },
  {
    id: 'forms.104',
    title: 'takes a form that is compressed',
    rfc: 'RFC 9110 §8.4',
    level: 'described',
    run: async (context) => {
      const title = newTitle()
      const { type, body } = parts(fieldsOf(title))
      const packed = gzipSync(Buffer.from(body, 'latin1')).toString('latin1')
      const sent = { type, body: packed }
      const response = await post(context, sent, 'Content-Encoding: gzip')
      await expectAdded(context, response, title)
    },
  },
  {
    id: 'forms.105',
    title: 'takes a form of HTTP/1.0',
    run: async (context) => {
      const title = newTitle()
      const { type, body } = query({ title })
      const fields = [`Content-Type: ${type}`, `Content-Length: ${body.length}`]
      const request = head('POST /form HTTP/1.0', ...fields) + body
      await expectAdded(context, await ask(context.address, request), title)
    },
  },
  {
    id: 'forms.106',
    title: 'answers what follows a form, be it taken or refused',
    rfc: 'RFC 9112 §9.3',
    level: 'MUST',
    run: (context) =>
      withClient(context.address, async (client) => {
        const [title, other] = [newTitle(), newTitle()]
        const { type, body } = parts(fieldsOf(other))
        const epilogue = { type, body: `${body}${PLAIN_GET}` }
        client.write(
          requestOf(parts(fieldsOf(title))) +
            PLAIN_GET +
            requestOf({ type, body: 'nonsense' }) +
            PLAIN_GET +
            requestOf(epilogue) +
            PLAIN_GET,
        )
        for (const status of [303, 200, 400, 200, 303, 200]) {
          expectStatus(await client.readResponse(), status)
        }
        await removeBooks(context, title)
        await removeBooks(context, other)
      }),
  },
  ...tooMuch([
    [
      'forms.107',
      413,
      'two thousand fields',
      (title) =>
        parts([
          ...Array.from({ length: 2_000 }, () => field('x', '')),
          ...fieldsOf(title),
        ]),
    ],
    [
      'forms.108',
      413,
      'two thousand fields of a query string',
      (title) => {
        const { type, body } = query({ title })
        return { type, body: `${'x&'.repeat(2_000)}${body}` }
      },
    ],
    [
      'forms.109',
      413,
      'two thousand inputs where no file was chosen',
      (title) =>
        parts([
          ...Array.from({ length: 2_000 }, () => coverPart('', '', '')),
          ...fieldsOf(title),
        ]),
    ],
    [
      'forms.110',
      413,
      'a field of 900 KiB',
      (title) =>
        parts([field('x', 'a'.repeat(900 * 1024)), ...fieldsOf(title)]),
    ],
    [
      'forms.111',
      413,
      'a field of 900 KiB in a query string',
      (title) => {
        const { type, body } = query({ title })
        return { type, body: `x=${'a'.repeat(900 * 1024)}&${body}` }
      },
    ],
    [
      'forms.112',
      431,
      'a part with a head of 100 KiB',
      (title) => {
        const lines = [`X-A: ${'a'.repeat(100 * 1024)}`]
        return parts([{ lines, content: '' }, ...fieldsOf(title)])
      },
    ],
  ]),
  {
    id: 'forms.113',
    title: 'reads the head of a part in no time, whatever stands in it',
    run: async (context) => {
      const line = `X-A:${' '.repeat(7_000)}${utf8('\u2028')}`
      const sent = parts([{ lines: [line], content: '' }])
      const start = performance.now()
      await withClient(context.address, async (client) => {
        for (let i = 0; i < 50; i += 1) {
          client.write(requestOf(sent))
          expectPage(await client.readResponse(), 400)
        }
      })
      const milliseconds = Math.round(performance.now() - start)
      if (milliseconds > 5_000) throw new Error(`took ${milliseconds} ms`)
    },
  },
  {
    id: 'forms.114',
    title: 'lets nobody else change what a user added by the form',
    rfc: 'RFC 9110 §15.5.4',
    level: 'described',
    run: async (context) => {
      const title = newTitle()
      expectStatus(await post(context, query({ title }), ADA), 303)
      try {
        const [book] = await findBooks(context, title)
        const url = `DELETE /books/${String(book?.['id'])} HTTP/1.1`
        const { address } = context
        expectStatus(await ask(address, head(url, HOST)), 401)
        expectStatus(await ask(address, head(url, HOST, ALAN)), 403)
        expectEqual((await findBooks(context, title)).length, 1)
      } finally {
        await removeBooks(context, title, ADA)
      }
      expectEqual(await findBooks(context, title), [])
    },
  },
  {
    id: 'forms.115',
    title: 'gives the book to the user of a session cookie',
    run: async (context) => {
      const start = 'POST /session HTTP/1.1'
      const session = await ask(context.address, head(start, HOST, ADA))
      const [line = ''] = headerValues(session, 'Set-Cookie')
      const cookie = `Cookie: ${line.split(';')[0] ?? ''}`
      const title = newTitle()
      expectStatus(await post(context, query({ title }), cookie), 303)
      try {
        const [book] = await findBooks(context, title)
        const url = `DELETE /books/${String(book?.['id'])} HTTP/1.1`
        expectStatus(await ask(context.address, head(url, HOST)), 401)
      } finally {
        await removeBooks(context, title, cookie)
        await ask(
          context.address,
          head('DELETE /session HTTP/1.1', HOST, cookie),
        )
      }
    },
  },
  {
    id: 'forms.116',
    title: 'adds nothing for who sends a wrong password',
    rfc: 'RFC 9110 §15.5.2',
    level: 'MUST',
    run: async (context) => {
      const title = newTitle()
      const line = `Authorization: Basic ${btoa('ada:wrong')}`
      const response = await post(context, parts(fieldsOf(title)), line)
      expectStatus(response, 401)
      if (headerValues(response, 'WWW-Authenticate').length === 0) {
        throw new Error('a 401 without a challenge')
      }
      expectEqual(await findBooks(context, title), [])
    },
  },
  ...kept([
    [
      'forms.117',
      'a year that is none, as a query string',
      422,
      (typed) => query({ ...typed, year: 'MCMXXII' }),
    ],
    [
      'forms.118',
      'a year that is none, as parts',
      422,
      (typed) => typedParts({ ...typed, year: 'MCMXXII' }),
    ],
    [
      'forms.119',
      'a cover of another type',
      422,
      (typed) => typedParts(typed, coverPart('a.png', 'text/html', 'a')),
    ],
    [
      'forms.120',
      'a cover of 600 KiB',
      413,
      (typed) =>
        typedParts(typed, coverPart('a.png', 'image/png', 'a'.repeat(614_400))),
    ],
  ]),
  {
    id: 'forms.121',
    title: 'keeps what was typed of a book that is there already',
    run: async (context) => {
      const typed = newTyped()
      try {
        expectStatus(await post(context, query(typed)), 303)
        const response = await post(context, query(typed))
        expectPage(response, 409)
        expectTyped(response, typed)
      } finally {
        await removeBooks(context, typed.title)
      }
    },
  },
]

/** A refused form comes back with its fields, as text and not as HTML. */
function kept(
  rows: readonly (readonly [
    id: string,
    what: string,
    status: number,
    make: (typed: Typed) => Sent,
  ])[],
): Check[] {
  return rows.map(([id, what, status, make]) => ({
    id,
    title: `keeps what was typed in a form with ${what}`,
    run: async (context) => {
      const typed = newTyped()
      try {
        const response = await post(context, make(typed))
        expectPage(response, status)
        expectTyped(response, typed)
        expectEqual(await findBooks(context, typed.title), [])
      } finally {
        await removeBooks(context, typed.title)
      }
    },
  }))
}

/** What somebody typed, with all that HTML gives a meaning. */
interface Typed extends Readonly<Record<string, string>> {
  readonly title: string
  readonly author: string
  readonly tags: string
}

function newTyped(): Typed {
  const title = newTitle()
  const script = `"'><script>alert(1)</script>&lt;`
  return { title, author: title + script, tags: `${script}, b` }
}

function typedParts(
  fields: Readonly<Record<string, string>>,
  ...more: readonly Part[]
): Sent {
  const all = Object.entries({ year: '2000', ...fields })
  return parts([...all.map(([name, value]) => field(name, value)), ...more])
}

function expectTyped(response: RawResponse, typed: Typed): void {
  const text = textOf(response)
  if (/<script/i.test(text)) throw new Error('a script came back as HTML')
  for (const [name, value] of Object.entries(typed)) {
    expectEqual([name, valueOf(text, name)], [name, value])
  }
}

/** What the input of that name holds, as a browser reads it. */
function valueOf(text: string, name: string): string | undefined {
  const inputs = text.match(/<input\b(?:"[^"]*"|'[^']*'|[^'">])*>/gi) ?? []
  const input = inputs.find((each) => attributeOf(each, 'name') === name)
  const value = input && attributeOf(input, 'value')
  return value?.replaceAll(
    /&(#\d+|#x[\da-f]+|amp|lt|gt|quot|apos);/gi,
    (_, code: string) =>
      ENTITIES.get(code) ??
      String.fromCodePoint(Number(code.slice(1).replace(/^x/i, '0x'))),
  )
}

const ENTITIES = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

function attributeOf(tag: string, name: string): string | undefined {
  const all = tag.matchAll(/\s([\w-]+)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g)
  const found = [...all].find(([, each]) => each?.toLowerCase() === name)
  return found?.[2] ?? found?.[3] ?? found?.[4]
}

/** Books from forms like these are on the shelf, however they arrive. */
function accepted(
  rule: Rule | undefined,
  rows: readonly (readonly [
    id: string,
    what: string,
    make: Maker,
    ending?: string,
  ])[],
): Check[] {
  return rows.map(([id, what, make, ending = '']) => ({
    id,
    title: `adds a book from a form with ${what}`,
    ...rule,
    run: async (context) => {
      for (const size of [Infinity, 1, 7, 64]) {
        const title = newTitle()
        const request = requestOf(make(title))
        const response = await deliver(context, request, size)
        await expectAdded(context, response, title + ending)
      }
    },
  }))
}

/** A form is no form because of its Content-Type. */
function refused(
  rows: readonly (readonly [string, number, string, string])[],
): Check[] {
  return rows.map(([id, status, what, type]) => ({
    id,
    title: `answers ${status} with the page to a form of ${what}`,
    rfc: status === 415 ? 'RFC 9110 §15.5.16' : 'RFC 2046 §5.1.1',
    level: 'described',
    run: (context) =>
      expectRefusal(context, status, (title) => ({
        type,
        body: parts(fieldsOf(title)).body,
      })),
  }))
}

/** A form that would be good without the change. */
function broken(
  rows: readonly (readonly [string, string, (body: string) => string])[],
): Check[] {
  return rows.map(([id, what, change]) => ({
    id,
    title: `answers 400 with the page to a form that ${what}`,
    rfc: 'RFC 9110 §15.5.1',
    level: 'described',
    run: (context) =>
      expectRefusal(context, 400, (title) => {
        const { type, body } = parts([...fieldsOf(title), field('x', 'y')])
        return { type, body: change(body) }
      }),
  }))
}

function wrongFields(
  rows: readonly (readonly [
    string,
    string,
    Readonly<Record<string, string | undefined>>,
  ])[],
): Check[] {
  return rows.map(([id, what, wrong]) => ({
    id,
    title: `answers 422 with the page to a book ${what}`,
    rfc: 'RFC 9110 §15.5.21',
    level: 'described',
    run: async (context) => {
      const mark = newTitle()
      const all = { title: mark, author: mark, year: '2000', ...wrong }
      const fields = Object.entries(all).flatMap(([name, value]) =>
        value === undefined ? [] : [field(name, value)],
      )
      expectPage(await post(context, parts(fields)), 422)
      expectEqual(await findBooks(context, mark), [])
    },
  }))
}

/** What was sent as a cover comes back, byte by byte, and as that type. */
function covers(rows: readonly (readonly [string, string, string])[]): Check[] {
  return rows.map(([id, type, filename]) => ({
    id,
    title: `gives back a cover of type ${type} called ${quote(filename.slice(0, 40))}`,
    rfc: 'RFC 7578 §4.2',
    level: 'described',
    run: async (context) => {
      const before = new Set(await coversOf(context))
      const part = coverPart(filename, type, PICTURE)
      const make: Book = ({ title }) => parts([part, ...fieldsOf(title)])
      await withBook(context, make, async () => {
        const added = (await coversOf(context)).filter(
          (source) => !before.has(source),
        )
        const [source = ''] = added
        if (added.length !== 1 || !/^\/covers\/[\w.-]+$/.test(source)) {
          throw new Error(`covers ${JSON.stringify(added)}`)
        }
        const request = head(`GET ${source} HTTP/1.1`, HOST)
        const response = await ask(context.address, request)
        expectStatus(response, 200)
        expectEqual(headerValues(response, 'Content-Type'), [type])
        const name = 'X-Content-Type-Options'
        expectEqual(headerValues(response, name), ['nosniff'])
        expectEqual(response.body.toString('latin1'), PICTURE)
      })
    },
  }))
}

function noCovers(
  rows: readonly (readonly [string, string, string])[],
): Check[] {
  return rows.map(([id, what, type]) => ({
    id,
    title: `adds no book with ${what} for a cover`,
    rfc: 'RFC 9110 §15.5.21',
    level: 'described',
    run: async (context) => {
      const before = await coversOf(context)
      await expectRefusal(context, 422, (title) =>
        parts([...fieldsOf(title), coverPart('a.png', type, '<svg/>')]),
      )
      expectEqual(await coversOf(context), before)
    },
  }))
}

function tooMuch(
  rows: readonly (readonly [string, number, string, Maker])[],
): Check[] {
  return rows.map(([id, status, what, make]) => ({
    id,
    title: `answers ${status} with the page to a form with ${what}`,
    rfc: status === 431 ? 'RFC 6585 §5' : 'RFC 9110 §15.5.14',
    level: 'described',
    run: (context) => expectRefusal(context, status, make),
  }))
}

/** The page says so, and there is no such book. */
async function expectRefusal(
  context: CheckContext,
  status: number,
  make: Maker,
): Promise<void> {
  const title = newTitle()
  try {
    expectPage(await post(context, make(title)), status)
    expectEqual(await findBooks(context, title), [])
  } finally {
    await removeBooks(context, title)
  }
}

/** Makes a form of a title. */
type Book = (fields: { title: string }) => Sent

/** Adds a book by a form, and takes it away. */
async function withBook(
  context: CheckContext,
  make: Book,
  use: (title: string, book: Record<string, unknown>) => Promise<void>,
): Promise<void> {
  const title = newTitle()
  try {
    expectStatus(await post(context, make({ title })), 303)
    const [book, ...others] = await findBooks(context, title)
    if (book === undefined || others.length > 0) {
      throw new Error(`${others.length + 1} books, or none, called ${title}`)
    }
    await use(title, book)
  } finally {
    await removeBooks(context, title)
  }
}

/** Leads to the page, and the book is there; then it is taken away. */
async function expectAdded(
  context: CheckContext,
  response: RawResponse,
  title: string,
): Promise<void> {
  try {
    expectStatus(response, 303)
    const [location = ''] = headerValues(response, 'Location')
    if (!/^(?:http:\/\/localhost)?\/form$/.test(location)) {
      throw new Error(`leads to "${location}"`)
    }
    const [book] = await findBooks(context, title)
    const { title: own, author, year } = book ?? {}
    expectEqual(
      { own, author, year },
      { own: title, author: 'Nobody', year: 2000 },
    )
  } finally {
    await removeBooks(context, title)
  }
}

/** Sends a request in pieces of that size. */
function deliver(
  context: CheckContext,
  request: string,
  size: number,
): Promise<RawResponse> {
  return withClient(context.address, async (client) => {
    const pieces: string[] = []
    for (let at = 0; at < request.length; at += size) {
      pieces.push(request.slice(at, at + size))
    }
    await send(client, pieces)
    return client.readResponse()
  })
}

function post(
  { address }: CheckContext,
  sent: Sent,
  ...lines: readonly string[]
): Promise<RawResponse> {
  return ask(address, requestOf(sent, ...lines))
}

function requestOf({ type, body }: Sent, ...lines: readonly string[]): string {
  const fields = [HOST, `Content-Length: ${body.length}`, ...lines]
  if (type !== '') fields.push(`Content-Type: ${type}`)
  return head('POST /form HTTP/1.1', ...fields) + body
}

/** A book as a query string. */
function query(fields: Readonly<Record<string, string>>): Sent {
  const all = { author: 'Nobody', year: '2000', ...fields }
  return { type: QUERY_TYPE, body: String(new URLSearchParams(all)) }
}

function parts(all: readonly Part[], boundary = 'b'): Sent {
  const type = `multipart/form-data; boundary="${boundary}"`
  const texts = all.map(
    ({ lines, content }) => `--${boundary}\r\n${head(...lines)}${content}\r\n`,
  )
  return { type, body: `${texts.join('')}--${boundary}--\r\n` }
}

/** A book as parts. */
function fieldsOf(title: string): Part[] {
  const fields = [field('title', utf8(title)), field('author', 'Nobody')]
  return [...fields, field('year', '2000')]
}

function field(name: string, content: string): Part {
  const line = `Content-Disposition: form-data; name="${name}"`
  return { lines: [line], content }
}

function coverPart(filename: string, type: string, content: string): Part {
  const line = `Content-Disposition: form-data; name="cover"; filename="${filename}"`
  const lines = type === '' ? [line] : [line, `Content-Type: ${type}`]
  return { lines, content }
}

/** What it is in UTF-8, one character an octet. */
function utf8(text: string): string {
  return Buffer.from(text).toString('latin1')
}

/** A title that no other server or run has. */
function newTitle(): string {
  return `Form ${randomUUID()} of 18`
}

/** The books whose title or author begins like that. */
async function findBooks(
  { address }: CheckContext,
  text: string,
): Promise<Record<string, unknown>[]> {
  const response = await ask(address, head('GET /books HTTP/1.1', HOST))
  expectStatus(response, 200)
  const books: Record<string, unknown>[] = Object.values(
    parseJson(response),
  ).map((book) => ({ ...Object(book) }))
  return books.filter(({ title, author }) =>
    [title, author].some((each) => String(each).startsWith(text)),
  )
}

async function removeBooks(
  context: CheckContext,
  title: string,
  ...lines: readonly string[]
): Promise<void> {
  for (const { id } of await findBooks(context, title)) {
    const start = `DELETE /books/${String(id)} HTTP/1.1`
    await ask(context.address, head(start, HOST, ...lines))
  }
}

/** Where the covers on the page are. */
async function coversOf({ address }: CheckContext): Promise<string[]> {
  const page = textOf(await ask(address, GET_FORM))
  const images = page.matchAll(/<img [^>]*?src="([^"]*)"/gi)
  return Array.from(images, ([, source = '']) => source)
}

/** The page with its form, and no script allowed in it. */
function expectPage(response: RawResponse, status: number): void {
  expectStatus(response, status)
  const [type = ''] = headerValues(response, 'Content-Type')
  if (!/^text\/html; *charset="?utf-8"?$/i.test(type)) {
    throw new Error(`expected a page, got ${type}`)
  }
  const policies = headerValues(response, 'Content-Security-Policy').join()
  const [, scripts = 'no rule'] =
    /\bscript-src ([^;]*)/.exec(policies) ??
    /\bdefault-src ([^;]*)/.exec(policies) ??
    []
  if (!/^'none' *$/.test(scripts)) {
    throw new Error(`Content-Security-Policy "${policies}" for scripts`)
  }
  if (!/<form/i.test(textOf(response))) throw new Error('a page without a form')
}

function textOf({ body }: RawResponse): string {
  return body.toString()
}

function expectEqual(actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return
  const [got, wanted] = [actual, expected].map((each) => JSON.stringify(each))
  throw new Error(`expected ${wanted}, got ${got}`)
}
