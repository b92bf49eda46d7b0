// The form page as its clients see it: curl, and undici's FormData.
import { execFile } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { multipart } from '@barewire/test-kit/multipart'
import { ownTemporary } from '@barewire/test-kit/own-temporary'
import type { Address } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { fetch, FormData } from 'undici'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createApp } from '#src/app.ts'
import { FORM_LIMITS } from '#src/content/form.ts'

const ADA = { Authorization: `Basic ${btoa('ada:lovelace')}` }
const ALAN = { Authorization: `Basic ${btoa('alan:enigma')}` }
const PICTURE = Buffer.from(Array.from({ length: 5_000 }, (_, i) => i % 256))
const CURL = ['-Ftitle=T', '-Fauthor=A', '-Fyear=1']
const ULYSSES = { title: 'Ulysses "é€𝄞"', author: 'J; Joyce', year: '1922' }

describe('POST /form', () => {
  it('takes a form of undici with its file', async () => {
    ownTemporary()
    await using app = await startApp(createApp())
    const cover = new File([PICTURE], 'é "1"\r\n.png', { type: 'image/png' })
    const form = formOf({ ...ULYSSES, tags: 'a,b' }, cover)
    const response = await post(app, form)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/form')
    const page = await fetch(urlOf(app, '/form'))
    const [, source] = /<img src="([^"]+)"/.exec(await page.text()) ?? []
    const image = await fetch(urlOf(app, source ?? ''))
    expect(Buffer.from(await image.arrayBuffer())).toEqual(PICTURE)
    expect(Object.fromEntries(image.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
    })
    const books = await fetch(urlOf(app, '/books'))
    const { title, author } = ULYSSES
    const book = { id: 3, title, author, year: 1922, tags: ['a', 'b'] }
    expect(await books.json()).toContainEqual(book)
  })

  it.each([
    ['parts', () => formOf(ULYSSES)],
    ['an empty input', () => formOf(ULYSSES, new File([], ''))],
    ['a query string', () => new URLSearchParams(ULYSSES)],
  ])('takes %s, and shows a book without a cover', async (_, createForm) => {
    ownTemporary()
    await using app = await startApp(createApp())
    expect(await post(app, createForm())).toMatchObject({ status: 303 })
    const page = await (await fetch(urlOf(app, '/form'))).text()
    expect(page).toMatch('<b>Ulysses &quot;é€𝄞&quot;</b>, J; Joyce, 1922')
    expect(page).not.toMatch('<img')
  })

  it.each([
    ['-F', 1, [...CURL, '-F', 'cover=@FILE']],
    [
      '-F in chunks',
      1,
      ['-HTransfer-Encoding: chunked', '-Fcover=@FILE', ...CURL],
    ],
    [
      '-F after asking',
      1,
      ['-HExpect: 100-continue', ...CURL, '-Fcover=@FILE'],
    ],
    ['-F with a name', 1, [...CURL, '-Fcover=@FILE;filename="../\\"b\\".x"']],
    ['-F without a file', 0, CURL],
    ['-d', 0, ['-dtitle=T', '-dauthor=A', '-dyear=1']],
  ])('takes the form of curl %s with %i covers', async (_, count, words) => {
    const file = join(ownTemporary(), 'a.png')
    writeFileSync(file, PICTURE)
    await using app = await startApp(createApp())
    const filled = words.map((word) => word.replace('FILE', file))
    const status = await curl(app, ...filled)
    if (status === undefined) return console.log('There is no curl here.')
    expect(status).toBe('303')
    const page = await (await fetch(urlOf(app, '/form'))).text()
    expect(page).toMatch('<b>T</b>, A, 1')
    const sources = [...page.matchAll(/<img src="([^"]+)"/g)]
    expect(sources).toHaveLength(count)
    for (const [, source = ''] of sources) {
      const image = await fetch(urlOf(app, source))
      expect(Buffer.from(await image.arrayBuffer())).toEqual(PICTURE)
    }
  })

  it('takes fifty forms at once, each with its own files', async () => {
    const temporary = ownTemporary()
    await using app = await startApp(createApp())
    const numbers = Array.from({ length: 50 }, (_, i) => i)
    await Promise.all(
      numbers.map(async (i) => {
        const file = new File([`picture ${i}`], 'a.png', { type: 'image/png' })
        const form = formOf({ title: `T${i}.`, author: 'A', year: '1' }, file)
        expect(await post(app, form)).toMatchObject({ status: 303 })
      }),
    )
    const page = await (await fetch(urlOf(app, '/form'))).text()
    for (const i of numbers) {
      const entry = new RegExp(
        `<img src="([^"]+)"(?:(?!<img).)*<b>T${i}\\.`,
        's',
      )
      const [, source = ''] = entry.exec(page) ?? []
      const image = await fetch(urlOf(app, source))
      expect(await image.text()).toBe(`picture ${i}`)
    }
    expect(readdirSync(temporary)).toHaveLength(1)
  })

  it.each([
    [422, { ...ULYSSES, year: 'soon' }],
    [422, { author: 'A', year: '1' }],
    [409, { title: 'Emma', author: 'Jane Austen', year: '1' }],
  ])('answers with a page and %i for %j', async (status, fields) => {
    ownTemporary()
    await using app = await startApp(createApp())
    const response = await post(app, formOf(fields))
    expect(response.status).toBe(status)
    const type = response.headers.get('content-type')
    expect(type).toBe('text/html; charset=utf-8')
    expect(await response.text()).toMatch(/role="alert"[^>]*>[^<]+</)
    const books = await fetch(urlOf(app, '/books'))
    expect(await books.json()).toHaveLength(2)
  })

  it('goes on after a form that it refused', async () => {
    ownTemporary()
    await using app = await startApp(createApp())
    for (const [end, status] of [
      ['--b', 400],
      ['--b--\r\nmore', 422],
    ] as const) {
      const response = await fetch(urlOf(app, '/form'), {
        method: 'POST',
        headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
        body: multipart('b').toString().replace('--b--\r\n', end),
      })
      expect(response.status).toBe(status)
      expect(response.headers.get('connection')).not.toBe('close')
      await response.text()
    }
  })

  it('says on the page that a cover is too long', async () => {
    const temporary = ownTemporary()
    await using app = await startApp(createApp())
    const bytes = new Uint8Array(FORM_LIMITS.fileBytes + 1)
    const cover = new File([bytes], 'a.png', { type: 'image/png' })
    const response = await post(app, formOf(ULYSSES, cover))
    expect(response.status).toBe(413)
    expect(await response.text()).toMatch(/id="cover-problem">[^<]+ too long</)
    expect(readdirSync(temporary)).toEqual([])
  })

  it('is a 500 without a place for files, and the page is silent', async () => {
    const nowhere = join(ownTemporary(), 'nowhere')
    for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, nowhere)
    const errors = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => errors.mockRestore())
    await using app = await startApp(createApp())
    const response = await post(app, formOf(ULYSSES))
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({ detail: 'Internal Server Error' })
    const missing: unknown = expect.objectContaining({ code: 'ENOENT' })
    expect(errors.mock.calls).toEqual([[missing]])
  })
})

describe('who sends a form', () => {
  it.each(['Authorization', 'Cookie'])('owns its book by %s', async (field) => {
    await using app = await startApp(createApp())
    const url = urlOf(app, '/session')
    const session = await fetch(url, { method: 'POST', headers: ADA })
    const [cookie = ''] = session.headers.getSetCookie()[0]?.split(';') ?? []
    const headers = field === 'Cookie' ? { Cookie: cookie } : ADA
    await post(app, new URLSearchParams(ULYSSES), headers)
    const book = urlOf(app, '/books/3')
    const statuses: number[] = []
    for (const who of [{}, ALAN, headers]) {
      const init = { method: 'DELETE', headers: who } as const
      statuses.push((await fetch(book, init)).status)
    }
    expect(statuses).toEqual([401, 403, 204])
  })

  it('adds nothing with a wrong password', async () => {
    await using app = await startApp(createApp())
    const headers = { Authorization: `Basic ${btoa('ada:wrong')}` }
    const form = new URLSearchParams(ULYSSES)
    expect(await post(app, form, headers)).toMatchObject({ status: 401 })
    const books = await fetch(urlOf(app, '/books'))
    expect(await books.json()).toHaveLength(2)
  })
})

function formOf(
  fields: Readonly<Record<string, string>>,
  cover?: File,
): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  if (cover) form.append('cover', cover)
  return form
}

function post(
  app: Address,
  body: FormData | URLSearchParams,
  headers: Readonly<Record<string, string>> = {},
) {
  const init = { method: 'POST', redirect: 'manual' } as const
  return fetch(urlOf(app, '/form'), { ...init, body, headers })
}

/** Gives the status. Undefined: there is no curl. */
async function curl(
  app: Address,
  ...words: readonly string[]
): Promise<string | undefined> {
  const all = ['-sS', '-o', '-', '-w', '%{http_code}', ...words]
  try {
    const run = promisify(execFile)
    const { stdout } = await run('curl', [...all, urlOf(app, '/form')])
    return stdout.slice(-3)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return undefined
    }
    throw error
  }
}

function urlOf({ host, port }: Address, target: string): string {
  return `http://${host}:${port}${target}`
}
