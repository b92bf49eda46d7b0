// The page at /form: what it shows, what it makes of a form, and what of one
// that is wrong.
import { readdirSync } from 'node:fs'
import { multipart, type PartText } from '@barewire/test-kit/multipart'
import { ownTemporary } from '@barewire/test-kit/own-temporary'
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it } from 'vitest'
import { Bookshelf, type NewBook } from '#src/books.ts'
import { FORM_LIMITS } from '#src/content/form.ts'
import { Covers } from '#src/covers.ts'
import { FormPage } from '#src/form-page.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import type { HttpResponse } from '#src/wire/message.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { formRequest } = requestsOf({ HttpHeaders, RequestBody })

const QUERY_TYPE = 'application/x-www-form-urlencoded'
const EMMA = { title: 'Emma', author: 'Jane Austen', year: 1815, tags: [] }
const LONG = 'a'.repeat(201)
const SCRIPT = '<script>alert(1)</script>'

const FIELDS: readonly PartText[] = [
  ['; name="title"', 'Ulysses'],
  ['; name="author"', 'James Joyce'],
  ['; name="year"', '1922'],
]

describe('the page', () => {
  it('lists the books and has a form for the next one', () => {
    const text = textOf(open().page.show())
    expect(text).toMatch('<b>Emma</b>, Jane Austen, 1815')
    expect(text).toMatch('<form method="post" enctype="multipart/form-data">')
    for (const name of ['title', 'author', 'year', 'tags', 'cover']) {
      expect(text).toMatch(`name="${name}"`)
    }
  })

  it('is HTML in UTF-8 that lets no script run and nothing in', () => {
    const { status, headers = [] } = open().page.show()
    const fields = Object.fromEntries(headers)
    const policy = fields['Content-Security-Policy']?.split('; ')
    expect(status).toBe(200)
    expect(fields['Content-Type']).toBe('text/html; charset=utf-8')
    expect(policy).toContain("default-src 'none'")
    expect(policy?.filter((rule) => /script|unsafe|\*/.test(rule))).toEqual([])
  })

  it('shows as text whatever a book is called', () => {
    const { shelf, page } = open()
    const author = `"'&${SCRIPT}`
    shelf.add({ title: SCRIPT, author, year: 1, tags: [SCRIPT] })
    const fields = new URLSearchParams({ title: `">${SCRIPT}` })
    const problems = new Map([
      ['', SCRIPT],
      ['year', SCRIPT],
    ])
    const text = textOf(page.show({ status: 422, fields, problems }))
    const escaped = '&lt;script&gt;alert(1)&lt;/script&gt;'
    expect(text).not.toMatch('<script')
    expect(text).toMatch(`<b>${escaped}</b>, &quot;&#39;&amp;${escaped}, 1<`)
    expect(text).toMatch(`value="&quot;&gt;${escaped}"`)
    expect(text).toMatch(`<strong id="year-problem">${escaped}</strong>`)
    expect(text.split(escaped)).toHaveLength(6)
  })
})

describe('a form', () => {
  it('adds a book and sends the browser back to the page', async () => {
    const { shelf, page } = open()
    const body = 'title=Ulysses&author=J%C3%A9+%26+Co&year=1922&tags=a,+b+c,,'
    const response = await page.submit(formRequest([QUERY_TYPE], body))
    expect(response).toEqual({ status: 303, headers: [['Location', '/form']] })
    const book = { title: 'Ulysses', author: 'Jé & Co', year: 1922 }
    expect(shelf.get(2)).toEqual({ id: 2, ...book, tags: ['a', 'b c'] })
    expect(textOf(page.show())).toMatch('<b>Ulysses</b>, Jé &amp; Co, 1922')
  })

  it('adds a cover, and leaves nothing else behind', async () => {
    const { page, covers } = open()
    const temporary = ownTemporary()
    const cover = '; name="cover"; filename="a.png"\r\nContent-Type: image/png'
    const body = multipart('b', [cover, 'picture'], ...FIELDS)
    expect(await page.submit(formRequest([TYPE], body))).toMatchObject({
      status: 303,
    })
    const name = covers.find(2)
    const text = textOf(page.show())
    expect(text).toMatch(`<img src="/covers/${name}" alt="" />`)
    expect(text.match(/<img/g)).toHaveLength(1)
    const [kept, ...others] = readdirSync(temporary)
    expect([kept, others]).toEqual([expect.stringMatching(/covers/), []])
  })

  it('takes no other file than the cover for the cover', async () => {
    const { page, covers, shelf } = open()
    ownTemporary()
    const other = '; name="x"; filename="a.png"\r\nContent-Type: image/png'
    const body = multipart('b', [other, 'picture'], ...FIELDS)
    await page.submit(formRequest([TYPE], body))
    expect(shelf.get(2)).toMatchObject({ title: 'Ulysses' })
    expect(covers.find(2)).toBeUndefined()
  })

  it('belongs to the user who sent it', async () => {
    const { shelf, page } = open()
    const body = multipart('b', ...FIELDS)
    await page.submit(formRequest([TYPE], body), 'ada')
    expect(() => shelf.checkOwner(2, 'ada')).not.toThrow()
    const refusal = expect.objectContaining({ status: 403 })
    expect(() => shelf.checkOwner(2, 'alan')).toThrow(refusal)
  })

  it.each([
    [422, 'Field required', ''],
    [422, 'Too big', `title=${LONG}&author=b&year=1`],
    [422, 'Too small', 'title=a&author=&year=1'],
    [422, 'Field required', 'title=a&author=b'],
    [422, 'Field required', 'title=a&author=b&year='],
    [422, 'Invalid input', 'title=a&author=b&year=1.5'],
    [422, 'Invalid input', 'title=a&author=b&year=MCMXXII'],
    [422, 'Invalid input', 'title=a&author=b&year=1e999'],
    [422, 'Too big', `title=a&author=b&year=1&tags=b,${LONG}`],
    [409, '&quot;Emma&quot; by', 'title=Emma&author=Jane+Austen&year=1'],
    [400, 'Cannot decode &quot;%&quot;', 'title=%'],
    [413, 'Form has too many parts', '&a'.repeat(101)],
  ])('is answered with %i and "%s" on the page', async (...row) => {
    const [status, message, body] = row
    const { shelf, page } = open()
    const response = await page.submit(formRequest([QUERY_TYPE], body))
    expect(response.status).toBe(status)
    expect(response.headers).toEqual(page.show().headers)
    expect(textOf(response)).toMatch(message)
    expect(textOf(response)).toMatch(/<p role="alert"[^]*<form/)
    expect(shelf.list()).toHaveLength(1)
  })

  it.each([
    ['title', `title=${LONG}&author=b%22%3E&year=1`],
    ['author', 'title=%3Ca&author=&year=1&tags=x,+%26'],
    ['year', 'title=%27a&author=b&year=MCMXXII&tags=x,'],
    ['tags', `title=a&author=b&year=1&tags=b,${LONG}`],
    ['', 'title=Emma&author=Jane+Austen&year=1&tags=x+y'],
  ])('keeps what was typed, with a fault in "%s"', async (field, body) => {
    for (const request of [
      formRequest([QUERY_TYPE], body),
      formRequest([TYPE], multipart('b', ...partsOf(body))),
    ]) {
      const text = textOf(await open().page.submit(request))
      const typed = [...new URLSearchParams(body)]
      const filled = typed.filter(([, value]) => value !== '')
      expect(inputsOf(text)).toEqual(Object.fromEntries(filled))
      const wrong = /<input id="(\w+)"[^>]* aria-invalid="true" /.exec(text)
      expect(wrong?.[1] ?? '').toBe(field)
      expect(text.match(/ autofocus/g)).toHaveLength(1)
      const described = `aria-describedby="${field}-problem" autofocus`
      const place = field === '' ? 'tabindex="-1" autofocus' : described
      expect(text).toMatch(place)
    }
  })

  it('says of each field what is wrong', async () => {
    const body = multipart('b', ['; name="year"', 'MCMXXII'])
    const request = formRequest([TYPE], body)
    const text = textOf(await open().page.submit(request))
    const problems = text.matchAll(/<strong id="(\w+)-problem">(.*?)</g)
    expect(Array.from(problems, ([, ...row]) => row)).toEqual([
      ['title', 'Field required'],
      ['author', 'Field required'],
      ['year', expect.stringMatching('expected number, received string')],
    ])
    expect(text.match(/ autofocus/g)).toHaveLength(1)
    expect(text).toMatch('aria-describedby="title-problem" autofocus')
  })

  it.each([
    ['is too long', 'image/png', 'a'.repeat(FORM_LIMITS.fileBytes + 1)],
    ['must be a GIF', 'text/html', 'a'],
  ])('keeps what was typed if its cover %s', async (...row) => {
    const [message, type, content] = row
    ownTemporary()
    const cover = `; name="cover"; filename="a"\r\nContent-Type: ${type}`
    const body = multipart('b', ...FIELDS, [cover, content])
    const response = await open().page.submit(formRequest([TYPE], body))
    const text = textOf(response)
    const [title, author, year] = FIELDS.map(([, value]) => value)
    expect(inputsOf(text)).toEqual({ title, author, year })
    const problem = /<strong id="cover-problem">(.*)<\/strong>/.exec(text)
    expect(problem?.[1]).toMatch(message)
    expect(text).toMatch('choose\n    it again')
  })

  it('of another type is answered with 415 on the page', async () => {
    const request = formRequest(['a/<b>'], '{}')
    const response = await open().page.submit(request)
    expect(response.status).toBe(415)
    expect(textOf(response)).toMatch(
      'Can only read forms, not &quot;a/&lt;b&gt;',
    )
  })

  it.each(['image/svg+xml', 'text/html', 'application/pdf'])(
    'with a cover of type %s adds nothing',
    async (type) => {
      const { shelf, page, covers } = open()
      const temporary = ownTemporary()
      const cover = `; name="cover"; filename="a.png"\r\nContent-Type: ${type}`
      const body = multipart('b', ...FIELDS, [cover, '<svg/>'])
      const response = await page.submit(formRequest([TYPE], body))
      expect(response.status).toBe(422)
      expect(textOf(response)).toMatch('cover must be a GIF, JPEG, PNG or WebP')
      expect(shelf.list()).toHaveLength(1)
      expect(covers.find(2)).toBeUndefined()
      expect(readdirSync(temporary)).toEqual([])
    },
  )

  it('shows nothing of a fault that is ours', async () => {
    const { shelf, page } = open()
    const fault = new Error('secret')
    shelf.add = () => {
      throw fault
    }
    const body = multipart('b', ...FIELDS)
    await expect(page.submit(formRequest([TYPE], body))).rejects.toBe(fault)
  })
})

const TYPE = 'multipart/form-data; boundary=b'

/** The fields of a query, as parts. */
function partsOf(query: string): PartText[] {
  const fields = [...new URLSearchParams(query)]
  return fields.map(([name, value]) => [`; name="${name}"`, value])
}

/** What the inputs of a page hold, as a browser reads it. */
function inputsOf(text: string): Record<string, string> {
  const inputs = text.matchAll(/<input id="(\w+)"[^>]* value="([^"]*)"/g)
  return Object.fromEntries(
    Array.from(inputs, ([, name = '', value = '']) => [name, decode(value)]),
  )
}

function decode(text: string): string {
  const characters = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }
  return Object.entries({ ...characters, '&amp;': '&' }).reduce(
    (all, [escaped, character]) => all.replaceAll(escaped, character),
    text,
  )
}

function open() {
  const shelf = shelfWith(EMMA)
  const covers = new Covers()
  return { shelf, covers, page: new FormPage(shelf, covers) }
}

function textOf({ body }: HttpResponse): string {
  if (typeof body !== 'string') throw new Error('expected a page')
  return body
}

/** A shelf that has these books, in this order. */
function shelfWith(...books: readonly NewBook[]): Bookshelf {
  const shelf = new Bookshelf()
  for (const book of books) shelf.add(book)
  return shelf
}
