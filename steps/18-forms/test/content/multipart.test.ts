// Parts of a form: what is in them, what their heads say, and which bodies are
// none (RFC 7578, RFC 2046 §5.1).
import { inPieces } from '@barewire/test-kit/in-pieces'
import { multipart } from '@barewire/test-kit/multipart'
import { describe, expect, it } from 'vitest'
import { readParts } from '#src/content/multipart.ts'

const NAME = '; name="a"'
const START = 'Content-Disposition: form-data'
const LINE = `${START}; name="a"`

describe('the content of a part', () => {
  it.each([
    '',
    '\r\n',
    '\r',
    '\n',
    '-',
    '--',
    '--\r\n',
    '\r\n--',
    'a\r\n--',
    'a\r\n--bound',
    'a\r\n--boundar',
    'a\r\n--boundar\r\n--boundar',
    '\r\n--BOUNDARY',
    '\r\r\n--boundar',
    '\n--boundary',
    '\r--boundary',
    '\r\n-boundary',
    'a--boundary--',
    '\r\n--'.repeat(1_000),
    '\r\n\r\nContent-Type: text/plain\r\n\r\n',
    '\0\x01\x7f\x80\xff',
    '\xef\xbb\xbfbyte order mark',
  ])('comes as it was sent: %j', async (text) => {
    const content = Buffer.from(text, 'latin1')
    const body = multipart('boundary', [NAME, content], [NAME, 'more'])
    for (const size of [1, 2, 3, 7, 10, 11, 12, body.length]) {
      const parts = await partsOf(body, 'boundary', size)
      expect(parts.map((part) => part.text)).toEqual([text, 'more'])
    }
  })

  it('comes as it was sent with a boundary of dashes', async () => {
    const boundary = '-'.repeat(70)
    const text = `\r\n--${'-'.repeat(69)}\r\n--`
    const body = multipart(boundary, [NAME, text])
    for (const size of [1, 71, 72, body.length]) {
      expect(await partsOf(body, boundary, size)).toMatchObject([{ text }])
    }
  })

  it('ends at a line that begins with the boundary', async () => {
    const body = multipart('b', [NAME, 'one\r\n--b2\r\ntwo'])
    await expect(partsOf(body, 'b')).rejects.toMatchObject({ status: 400 })
  })

  it('is skipped when nobody reads it, or only its beginning', async () => {
    const long = 'Content-Disposition: form-data\r\n'.repeat(100)
    const body = multipart('b', [NAME, long], ['; name="b"', 'next'])
    const names: string[] = []
    for await (const part of readParts(inPieces(body, [100]), 'b')) {
      names.push(part.name)
    }
    expect(names).toEqual(['a', 'b'])
    for await (const part of readParts(inPieces(body, [100]), 'b')) {
      names.push(part.name)
      for await (const _ of part.content) break
    }
    expect(names).toEqual(['a', 'b', 'a', 'b'])
  })

  it('is not asked for before somebody reads it', async () => {
    let asked = 0
    async function* body(): AsyncGenerator<Buffer, void> {
      for (;;) {
        asked += 1
        yield Buffer.from(asked === 1 ? `--b\r\n${LINE}\r\n\r\n` : 'content')
      }
    }
    const parts = readParts(body(), 'b')
    const { value: part } = await parts.next()
    expect(asked).toBe(1)
    const content = part?.content[Symbol.asyncIterator]()
    for (let i = 0; i < 10; i += 1) await content?.next()
    expect(asked).toBeLessThanOrEqual(11)
  })
})

describe('the head of a part', () => {
  it.each([
    [`${START}; name="a"`, 'a'],
    ['content-disposition:form-data;name=a', 'a'],
    ['CONTENT-DISPOSITION: \t Form-Data ; NAME="a b"', 'a b'],
    [`X-A: é\r\n${LINE}; x=y`, 'a'],
    [`${START}; name=""`, ''],
    [`${START}; name="é€𝄞"`, 'é€𝄞'],
    [`${START}; name="a;b=c, d"`, 'a;b=c, d'],
    [`${START}; name="%22a%22"`, '"a"'],
    [`${START}; name="a%0D%0aB: b"`, 'a  B: b'],
    [`${START}; name="%41%00%"`, '%41%00%'],
    [`${START}; name="a\\b"`, 'a\\b'],
    [`${START}; name="a" \t`, 'a'],
    [`${START}; name="__proto__"`, '__proto__'],
  ])('has a name: %s', async (head, name) => {
    const [part] = await partsOf(`--b\r\n${head}\r\n\r\n\r\n--b--`, 'b', 5)
    expect(part).toMatchObject({ name, filename: undefined })
  })

  it.each([
    ['a.png', 'a.png'],
    ['', ''],
    ['é€𝄞.png', 'é€𝄞.png'],
    ['%22a%22.png', '"a".png'],
    ['a;b=c.png', 'a;b=c.png'],
    ['../../etc/passwd', 'passwd'],
    ['/etc/passwd', 'passwd'],
    ['C:\\x\\y', 'y'],
    ['\\\\host\\share\\a.png', 'a.png'],
    ['a/..\\b', 'b'],
    ['a\u2028b.png', 'a\u2028b.png'],
    ['..\u2028/../../etc/passwd', 'passwd'],
    ['a%0d%0ab', 'a  b'],
    ['a%2Fb%00', 'a%2Fb%00'],
    ['a'.repeat(8_000), 'a'.repeat(8_000)],
  ])('has %j as a filename without its folders', async (sent, filename) => {
    const body = multipart('b', [`${NAME}; filename="${sent}"`, ''])
    expect(await partsOf(body, 'b')).toMatchObject([{ name: 'a', filename }])
  })

  it.each([
    ['X-A: b', 'text/plain'],
    ['Content-Type: image/png', 'image/png'],
    ['content-type:IMAGE/PNG; charset="a;b"', 'image/png'],
  ])('has a type: %s', async (line, type) => {
    const body = `--b\r\n${LINE}\r\n${line}\r\n\r\n\r\n--b--`
    expect(await partsOf(body, 'b')).toMatchObject([{ type }])
  })

  it.each([
    ['nothing', ''],
    ['no Content-Disposition', 'X-A: b'],
    ['no name', `${START}; filename="a"`],
    ['another disposition', 'Content-Disposition: attachment; name="a"'],
    ['no disposition', 'Content-Disposition: name="a"'],
    ['two names', `${LINE}; name="b"`],
    ['the same name twice', `${LINE}; NAME="a"`],
    ['two filenames', `${LINE}; filename=a; filename=b`],
    ['two Content-Disposition lines', `${LINE}\r\n${LINE}`],
    ['two, no quotation marks', `${START}; name=a\r\n${START}`],
    ['filename*', `${LINE}; filename*=UTF-8''a`],
    ['filename and filename*', `${LINE}; filename=a; filename*=UTF-8''b`],
    ['a quotation mark in a name', `${START}; name="a"b"`],
    ['an open quotation mark', `${START}; name="a`],
    ['a NUL in a name', `${START}; name="a\0b"`],
    ['a NUL in a filename', `${LINE}; filename="a.png\0.html"`],
    ['an escape character', `${LINE}; filename="\x1b[2J"`],
    ['a DEL', `${LINE}; filename="a\x7f"`],
    ['a CR alone', `${LINE}; filename="a\rb"`],
    ['an LF alone', `${LINE}\nX-A: b`],
    ['a folded line', `${LINE}\r\n ; filename="a"`],
    ['a space before a colon', 'Content-Disposition : form-data; name="a"'],
    ['a line without a colon', `${LINE}\r\nX-A`],
    ['a line without a name', `${LINE}\r\n: b`],
    ['a name beyond ASCII', `${LINE}\r\nX-é: b`],
    ['a delimiter', `${LINE}\r\n--b\r\n${LINE}`],
    ['a broken type', `${LINE}\r\nContent-Type: text/plain; a`],
  ])('is refused with %s', async (_, head) => {
    const body = `--b\r\n${head}\r\n\r\ncontent\r\n--b--\r\n`
    await expect(partsOf(body, 'b')).rejects.toMatchObject({ status: 400 })
  })

  it.each([
    ['Latin-1', '\xe9'],
    ['half a character', '\xe2\x82'],
    ['an overlong slash', '..\xc0\xaf'],
    ['a surrogate', '\xed\xa0\x80'],
  ])('is refused with %s in a name', async (_, octets) => {
    const text = multipart('b', [`; name="${octets}"`, 'a']).toString()
    const body = Buffer.from(text, 'latin1')
    await expect(partsOf(body, 'b')).rejects.toMatchObject({ status: 400 })
  })

  it('is read or refused in no time, whatever stands in it', async () => {
    const start = process.cpuUsage()
    const spaces = ' '.repeat(8_000)
    for (let i = 0; i < 10; i += 1) {
      const body = `--b\r\nX-A:${spaces}\u2028\r\n${LINE}\r\n\r\n\r\n--b--`
      await partsOf(body, 'b').catch(() => [])
    }
    // Microseconds of this process alone, so nobody else's load counts.
    expect(process.cpuUsage(start).user).toBeLessThan(300_000)
  })
})

describe('a body of parts', () => {
  const parts = `--b\r\n${LINE}\r\n\r\none\r\n--b \t\r\n${LINE}\r\n\r\ntwo`

  it.each([
    ['nothing around it', `${parts}\r\n--b--`],
    ['a line end behind it', `${parts}\r\n--b--\r\n`],
    ['a preamble', `Hello\r\n--a\r\n${parts}\r\n--b--`],
    ['an empty line before it', `\r\n${parts}\r\n--b--`],
    ['an epilogue', `${parts}\r\n--b--\r\nBye\r\n--b\r\n${LINE}`],
    ['padding behind the last boundary', `${parts}\r\n--b-- \r\n`],
  ])('gives its parts in their order with %s', async (_, body) => {
    const found = await partsOf(body, 'b', 4)
    expect(found.map(({ text }) => text)).toEqual(['one', 'two'])
  })

  it('may have no parts, as the form of a page without fields', async () => {
    expect(await partsOf('--b--\r\n', 'b', 3)).toEqual([])
  })

  it('is refused wherever it ends before its last boundary', async () => {
    const whole = `${parts}\r\n--b--`
    for (let length = 0; length < whole.length; length += 1) {
      const body = partsOf(whole.slice(0, length), 'b', 50)
      const message = 'Body ended before its last boundary'
      await expect(body).rejects.toMatchObject({ status: 400, message })
    }
  })

  it.each([
    'a',
    '-',
    '----WebKitFormBoundaryAbC123',
    "'()+_,-./:=?",
    'a b',
    ' a',
    '1'.repeat(70),
  ])('has %j as its boundary', async (boundary) => {
    const body = multipart(boundary, [NAME, 'text'])
    expect(await partsOf(body, boundary, 9)).toMatchObject([{ text: 'text' }])
  })

  it.each([
    [undefined],
    [''],
    [' '],
    ['a '],
    ['a'.repeat(71)],
    ['a\nb'],
    ['a\n'],
    ['a\r\n'],
    ['a\tb'],
    ['a\0'],
    ['a;b'],
    ['a*'],
    ['<a>'],
    ['é'],
  ])('is refused with %j as its boundary', async (boundary) => {
    const body = multipart(boundary ?? '', [NAME, 'text'])
    await expect(partsOf(body, boundary)).rejects.toMatchObject({
      status: 400,
      message: 'Need a boundary of 1 to 70 characters',
    })
  })
})

interface PartRead {
  readonly name: string
  readonly filename: string | undefined
  readonly type: string
  /** The content, one character an octet. */
  readonly text: string
}

async function partsOf(
  body: string | Buffer,
  boundary: string | undefined,
  size = 100,
): Promise<PartRead[]> {
  const parts: PartRead[] = []
  const pieces = inPieces(Buffer.from(body), [size])
  for await (const { content, ...head } of readParts(pieces, boundary)) {
    const read: Buffer[] = []
    for await (const piece of content) read.push(piece)
    parts.push({ ...head, text: Buffer.concat(read).toString('latin1') })
  }
  return parts
}
