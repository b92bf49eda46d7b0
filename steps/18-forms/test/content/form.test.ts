// A form, from its bytes to its fields and files. What it leaves on the disk
// is looked for in a folder of each test's own.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { multipart, type PartText } from '@barewire/test-kit/multipart'
import { ownTemporary } from '@barewire/test-kit/own-temporary'
import { withClient } from '@barewire/test-kit/raw-client'
import { requestsOf } from '@barewire/test-kit/requests'
import { startApp } from '@barewire/test-kit/start-app'
import { request as send } from 'undici'
import { describe, expect, it } from 'vitest'
import { FORM_LIMITS, type Form, withForm } from '#src/content/form.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { HttpError } from '#src/wire/http-error.ts'
import type { Handler } from '#src/wire/message.ts'
import { RequestBody } from '#src/wire/request-body.ts'
import { createServer } from '#src/wire/server.ts'

const { formRequest } = requestsOf({ HttpHeaders, RequestBody })

const MEBIBYTE = 1024 * 1024
const QUERY_TYPE = 'application/x-www-form-urlencoded'
const PARTS_TYPE = 'multipart/form-data; boundary=b'
const FILE = '; name="file"; filename="a.png"'

describe('withForm with a query string', () => {
  it.each([
    ['', ''],
    ['a=b', 'a:b'],
    ['a=1&b=2&a=3', 'a:1|b:2|a:3'],
    ['a+b=c+d&e=%2B', 'a b:c d|e:+'],
    ['a=%C3%A9%E2%82%AC%f0%9d%84%9e', 'a:é€𝄞'],
    ['a=é€𝄞', 'a:é€𝄞'],
    ['a=b=c&d&=e&&f=', 'a:b=c|d:|:e|f:'],
    ['a=1%0D%0A2\r\n&b=3', 'a:1\r\n2\r\n|b:3'],
    ['__proto__=a&constructor=b', '__proto__:a|constructor:b'],
  ])('reads %j', async (body, expected) => {
    const { fields, files } = await read([QUERY_TYPE], body)
    expect(fields.map((field) => field.join(':')).join('|')).toBe(expected)
    expect(files).toEqual([])
  })

  it.each(['a=%', 'a=%4', 'a=%zz', 'a=%ff', '%ED%A0%80', 'a=b%00c'])(
    'refuses %j',
    async (body) => {
      const refusal = { status: 400 }
      await expect(read([QUERY_TYPE], body)).rejects.toMatchObject(refusal)
    },
  )

  it('refuses octets that are not UTF-8', async () => {
    const body = Buffer.from('a=caf\xe9', 'latin1')
    const refusal = { status: 400 }
    await expect(read([QUERY_TYPE], body)).rejects.toMatchObject(refusal)
  })
})

describe('withForm with parts', () => {
  it('reads fields in their order, repeated ones too', async () => {
    const body = multipart(
      'b',
      ['; name="a"', '1'],
      ['; name="b c"', 'é€𝄞'],
      ['; name="a"', '\r\n'],
      ['; name="é"', ''],
      ['; name="__proto__"', '\ufeffbyte order mark'],
    )
    const { fields } = await read([PARTS_TYPE], body)
    expect(fields).toEqual([
      ['a', '1'],
      ['b c', 'é€𝄞'],
      ['a', '\r\n'],
      ['é', ''],
      ['__proto__', '\ufeffbyte order mark'],
    ])
  })

  it('saves files beside fields, several under one name', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
    const type = '\r\nContent-Type: IMAGE/png; a=b'
    const body = multipart(
      'b',
      ['; name="file"; filename="a.png"' + type, bytes],
      ['; name="field"', 'text'],
      ['; name="file"; filename="a.png"', ''],
      ['; name="other"; filename="../é\\b"', '\r\n--'],
    )
    const form = await read([PARTS_TYPE], body)
    const a = { name: 'file', filename: 'a.png' }
    const b = { name: 'other', filename: 'b', type: 'text/plain' }
    const none = Buffer.alloc(0)
    expect(form.fields).toEqual([['field', 'text']])
    expect(form.files).toEqual([
      { ...a, type: 'image/png', size: 256, content: bytes },
      { ...a, type: 'text/plain', size: 0, content: none },
      { ...b, size: 4, content: Buffer.from('\r\n--') },
    ])
  })

  it('keeps files where no name leads and nobody looks', async () => {
    const temporary = ownTemporary()
    const names = ['../../x', '/x', 'C:\\x', '..', 'é', 'x'.repeat(4_000), 'x']
    const parts = [...names, 'x'].map((name): PartText => {
      return [`; name="${name}"; filename="${name}"`, 'a']
    })
    const request = formRequest([PARTS_TYPE], multipart('b', ...parts))
    await withForm(request, async ({ files }) => {
      const paths = files.map(({ path }) => path)
      const [folder = '', ...others] = readdirSync(temporary)
      expect(others).toEqual([])
      expect(folder).toMatch(/^barewire-/)
      expect(new Set(paths).size).toBe(parts.length)
      const kept = readdirSync(join(temporary, folder))
      expect(new Set(paths)).toEqual(
        new Set(kept.map((name) => join(temporary, folder, name))),
      )
      for (const path of paths) expect(path).toMatch(/[/\\][\w-]{36}$/)
      if (process.platform === 'win32') return
      expect(statSync(join(temporary, folder)).mode & 0o077).toBe(0)
    })
  })

  it('takes an input where nothing was chosen for no file', async () => {
    const empty = '; name="file"; filename=""\r\nContent-Type: a/b'
    const body = multipart('b', [empty, ''], ['; name="a"', '1'], [empty, ''])
    const form = await read([PARTS_TYPE], body)
    expect(form).toEqual({ fields: [['a', '1']], files: [] })
  })

  it.each([
    ['Latin-1', '\xe9'],
    ['half a character', 'a\xe2\x82'],
    ['an overlong slash', '\xc0\xaf'],
    ['a surrogate', '\xed\xa0\x80'],
  ])('refuses %s in a field and takes it in a file', async (_, octets) => {
    const content = Buffer.from(octets, 'latin1')
    const field = multipart('b', ['; name="a"', content])
    await expect(read([PARTS_TYPE], field)).rejects.toMatchObject({
      status: 400,
      message: 'Field "a" is not UTF-8',
    })
    const file = multipart('b', [FILE, content])
    expect(await read([PARTS_TYPE], file)).toMatchObject({
      files: [{ content }],
    })
  })
})

describe('the type of a form', () => {
  const parts = multipart('a b', ['; name="a"', 'b'])

  it.each([
    [QUERY_TYPE, 'a=b'],
    ['APPLICATION/x-WWW-form-urlencoded;charset=UTF-8', 'a=b'],
    ['application/x-www-form-urlencoded;', 'a=b'],
    ['multipart/form-data; boundary="a b"', parts],
    ['Multipart/FORM-data \t;\tBOUNDARY="a b";charset=utf-8', parts],
    ['multipart/form-data;x=";boundary=c";Boundary="a b"', parts],
  ])('may be written %s', async (type, body) => {
    expect(await read([type], body)).toEqual({
      fields: [['a', 'b']],
      files: [],
    })
  })

  it.each([
    [415, []],
    [415, ['']],
    [415, ['text/plain']],
    [415, ['application/json; charset=utf-8']],
    [415, ['multipart/mixed; boundary="a b"']],
    [415, ['multipart/form-data2; boundary="a b"']],
    [415, [QUERY_TYPE, QUERY_TYPE]],
    [400, ['multipart/form-data']],
    [400, ['multipart/form-data; boundary']],
    [400, ['multipart/form-data; boundary=']],
    [400, ['multipart/form-data; boundary=""']],
    [400, ['multipart/form-data; boundary="a b']],
    [400, ['multipart/form-data; boundary="a b "']],
    [400, ['multipart/form-data; boundary=a b']],
    [400, ['multipart/form-data; boundary="a\tb"']],
    [400, ['multipart/form-data; boundary="a\\ b"']],
    [400, ['multipart/form-data; boundary="a b"; boundary="a b"']],
    [400, ['multipart/form-data; boundary="a b"; Boundary=c']],
    [400, [`multipart/form-data; boundary=${'a'.repeat(71)}`]],
    [400, Array(2).fill('multipart/form-data; boundary="a b"')],
  ])('is refused with %i when it is %j', async (status, types) => {
    await expect(read(types, parts)).rejects.toMatchObject({ status })
  })

  it('makes no folder before it is known to have files', async () => {
    const temporary = ownTemporary()
    const seen: string[] = []
    const types = [QUERY_TYPE, 'text/plain', 'multipart/form-data; boundary=']
    for (const type of types) {
      const request = formRequest([type], 'a=b')
      const use = async () => void seen.push(...readdirSync(temporary))
      await withForm(request, use).catch(() => {})
    }
    expect([...seen, ...readdirSync(temporary)]).toEqual([])
  })
})

describe('the limits of a form', () => {
  const limits = { parts: 3, fieldBytes: 10, fileBytes: 5 }

  // Parts, each as its name, a colon, and its content. One is a file.
  it.each([
    ['three parts', 'a: a: file:'],
    ['fields of ten bytes', 'abc:12 :12345'],
    ['two files of five bytes', 'file:12345 file:12345'],
  ])('let %s through', async (_, text) => {
    const use = async ({ fields, files }: Form) => fields.size + files.length
    const request = formRequest([PARTS_TYPE], bodyOf(text))
    expect(await withForm(request, use, limits)).toBe(text.split(' ').length)
  })

  it.each([
    ['four fields', 'a: b: c: d:'],
    ['four files', 'file: file: file: file:'],
    ['four empty inputs', 'empty: empty: empty: empty:'],
    ['a field of eleven bytes', ':12345678901'],
    ['fields of eleven bytes', 'abc:12 :123456'],
    ['names of eleven bytes', 'ééééé: a:'],
    ['a file of six bytes', 'file:123456'],
  ])('refuse %s', async (_, text) => {
    const temporary = ownTemporary()
    const request = formRequest([PARTS_TYPE], bodyOf(text))
    const form = withForm(request, async () => 'used', limits)
    await expect(form).rejects.toMatchObject({ status: 413 })
    expect(readdirSync(temporary)).toEqual([])
  })

  it.each([
    ['four fields', 'a&b&c&d'],
    ['a field of eleven bytes', '=12345678901'],
    ['fields of eleven bytes', 'abc=12&=123456'],
  ])('refuse a query string with %s', async (_, body) => {
    const request = formRequest([QUERY_TYPE], body)
    const form = withForm(request, async () => 'used', limits)
    await expect(form).rejects.toMatchObject({ status: 413 })
  })

  it('are said to be over before the rest is read', async () => {
    const body = multipart('b', [FILE, 'a'.repeat(100)])
    const request = formRequest([PARTS_TYPE], body)
    await withForm(request, async () => {}, limits).catch(() => {})
    const rest = await request.body.bytes()
    expect(rest.length).toBeGreaterThan(80)
  })
})

describe('the folder of a form', () => {
  it('is gone when the form has been used', async () => {
    const temporary = ownTemporary()
    const request = formRequest([PARTS_TYPE], multipart('b', [FILE, 'a']))
    const path = await withForm(request, async ({ files: [file] }) => {
      expect(existsSync(file?.path ?? '')).toBe(true)
      return file?.path
    })
    expect(path).toMatch(temporary)
    expect(readdirSync(temporary)).toEqual([])
  })

  it('is gone when who uses the form throws', async () => {
    const temporary = ownTemporary()
    const request = formRequest([PARTS_TYPE], multipart('b', [FILE, 'a']))
    const fault = new Error('A fault')
    const form = withForm(request, () => Promise.reject(fault))
    await expect(form).rejects.toBe(fault)
    expect(readdirSync(temporary)).toEqual([])
  })

  it.each([
    ['a body without an end', multipart('b', [FILE, 'a']).subarray(0, -10)],
    ['a bad part behind a file', multipart('b', [FILE, 'a'], ['', ''])],
    [
      'a bad field behind a file',
      multipart('b', [FILE, 'a'], ['; name="a"', Buffer.of(255)]),
    ],
  ])('is gone after %s', async (_, body) => {
    const temporary = ownTemporary()
    const refusal = { status: 400 }
    await expect(read([PARTS_TYPE], body)).rejects.toMatchObject(refusal)
    expect(readdirSync(temporary)).toEqual([])
  })

  it('is gone when the client leaves in the middle', async () => {
    const temporary = ownTemporary()
    const statuses: number[] = []
    await using app = await startApp(createServer(handlerFor(statuses)))
    for (const leave of ['reset', 'end'] as const) {
      await withClient(app, async (client) => {
        client.write(head(1_000))
        client.write(multipart('b', [FILE, 'a'.repeat(500)]).subarray(0, 500))
        await expect.poll(() => sizeIn(temporary)).toBeGreaterThan(300)
        client[leave]()
        await expect.poll(() => readdirSync(temporary)).toEqual([])
      })
    }
    await expect.poll(() => statuses).toEqual([400, 400])
  })
})

describe('a large file', () => {
  it('goes to the disk as it arrives, and not into memory', async () => {
    const temporary = ownTemporary()
    const handler: Handler = (request) =>
      withForm(
        request,
        async ({ files: [file] }) => ({ status: 200, body: `${file?.size}` }),
        { ...FORM_LIMITS, fileBytes: Infinity },
      )
    const limits = { bodyBytes: 300 * MEBIBYTE }
    await using app = await startApp(createServer(handler, limits))
    const before = usedBytes()
    let most = 0
    async function* half(): AsyncGenerator<Buffer, void> {
      const piece = Buffer.alloc(MEBIBYTE, '\r\n--')
      for (let i = 0; i < 100; i += 1) {
        yield piece
        most = Math.max(most, usedBytes() - before)
      }
    }
    async function* body(): AsyncGenerator<Buffer, void> {
      const [start, end] = multipart('b', [FILE, '@']).toString().split('@')
      yield Buffer.from(start ?? '')
      yield* half()
      // What is not there is still on its way through two sockets.
      const least = 80 * MEBIBYTE
      await expect.poll(() => sizeIn(temporary)).toBeGreaterThan(least)
      yield* half()
      yield Buffer.from(end ?? '')
    }
    const response = await send(`http://${app.host}:${app.port}/`, {
      method: 'POST',
      headers: { 'Content-Type': PARTS_TYPE },
      body: Readable.from(body()),
    })
    expect(await response.body.text()).toBe(String(200 * MEBIBYTE))
    expect(most).toBeLessThan(100 * MEBIBYTE)
    expect(readdirSync(temporary)).toEqual([])
  })
})

describe('a file in small pieces', () => {
  it('takes little work, however small they are', async () => {
    const body = multipart('b', [FILE, 'a'.repeat(350_000)])
    const request = formRequest([PARTS_TYPE], body)
    const start = process.cpuUsage()
    const size = await withForm(request, async ({ files }) => files[0]?.size)
    const { user, system } = process.cpuUsage(start)
    expect(size).toBe(350_000)
    // Microseconds for 50,000 pieces: a write to the disk for each is more.
    expect(user + system).toBeLessThan(1_500_000)
  })
})

interface FormRead {
  readonly fields: (readonly [string, string])[]
  readonly files: unknown[]
}

/** Reads a form, and its files before they go. */
async function read(
  types: readonly string[],
  body: string | Uint8Array,
): Promise<FormRead> {
  const use = async ({ fields, files }: Form): Promise<FormRead> => ({
    fields: [...fields],
    files: files.map(({ path, ...file }) => ({
      ...file,
      content: readFileSync(path),
    })),
  })
  return withForm(formRequest(types, body), use)
}

/** "name:content name:content" in parts; those of "file" are files. */
function bodyOf(text: string): Buffer {
  const parts = text.split(' ').map((part): PartText => {
    const [name = '', content = ''] = part.split(':')
    const filenames = new Map([
      ['file', '"a.png"'],
      ['empty', '""'],
    ])
    const filename = filenames.get(name)
    const rest = filename === undefined ? '' : `; filename=${filename}`
    return [`; name="${name}"${rest}`, content]
  })
  return multipart('b', ...parts)
}

/** Takes forms, and notes how they were refused. */
function handlerFor(statuses: number[]): Handler {
  return async (request) => {
    await withForm(request, async () => {}).catch((error: unknown) => {
      if (error instanceof HttpError) statuses.push(error.status)
    })
    return { status: 204 }
  }
}

function head(length: number): string {
  const lines = ['POST / HTTP/1.1', 'Host: localhost']
  const fields = [`Content-Type: ${PARTS_TYPE}`, `Content-Length: ${length}`]
  return [...lines, ...fields, '', ''].join('\r\n')
}

function usedBytes(): number {
  return process.memoryUsage().arrayBuffers
}

/** The bytes of all files below a folder. */
function sizeIn(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const sizes = names.map((name) => {
    const info = statSync(join(folder, name))
    return info.isFile() ? info.size : 0
  })
  return sizes.reduce((sum, size) => sum + size, 0)
}
