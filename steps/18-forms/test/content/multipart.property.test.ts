// 10,000 random bodies of parts, sprinkled with pieces of their boundary and
// cut at random: what comes out is what was put in.
import { inPieces } from '@barewire/test-kit/in-pieces'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readParts } from '#src/content/multipart.ts'

interface Sent {
  readonly name: string
  readonly filename: string | undefined
  /** One character an octet. */
  readonly content: string
}

interface Body {
  readonly boundary: string
  readonly parts: readonly Sent[]
  readonly preamble: string
  readonly epilogue: string
  /** Behind each boundary. */
  readonly padding: string
}

const LETTERS = Array.from("abyzABYZ0189'()+_,-./:=?")

const boundaries = fc.oneof(
  fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength: 9 }),
  fc.string({ unit: fc.constantFrom('-', 'a'), minLength: 1, maxLength: 4 }),
  fc.constantFrom('-'.repeat(70), 'a'.repeat(70), '----WebKitFormBoundaryAbC'),
)

const name = fc.string({
  unit: fc.constantFrom(...Array.from('abc é€𝄞;=,"\'*:-')),
  maxLength: 6,
})

/** Which bytes a delimiter leaves of itself, from where to where; or others. */
type Piece = readonly [from: number, to: number] | string

const OTHERS = ['\r', '\n', '\r\n', '-', '--', '\r\n\r\n', '\0', '\xff', 'a']

const pieces: fc.Arbitrary<Piece[]> = fc.array(
  fc.oneof(
    fc.nat(12).map((to) => [0, to] as const),
    fc.nat(12).map((from) => [from, 99] as const),
    fc.constantFrom(...OTHERS),
  ),
  { maxLength: 8 },
)

const filename = fc.option(name, { nil: undefined })

const bodies = fc
  .record({
    boundary: boundaries,
    parts: fc.array(fc.tuple(name, filename, pieces), { maxLength: 4 }),
    preamble: pieces,
    epilogue: pieces,
    padding: fc.constantFrom('', '', ' ', '\t '),
  })
  .map(({ boundary, parts, preamble, epilogue, padding }): Body => {
    const made = (each: readonly Piece[]) => contentOf(each, boundary)
    return {
      boundary,
      parts: parts.map(([own, file, content]) => ({
        name: own,
        filename: file,
        content: made(content),
      })),
      preamble: made(preamble),
      epilogue: made(epilogue),
      padding,
    }
  })

const cuts = fc.oneof(
  { weight: 1, arbitrary: fc.constant([1]) },
  { weight: 1, arbitrary: fc.constant([100_000]) },
  {
    weight: 6,
    arbitrary: fc.array(fc.integer({ min: 1, max: 90 }), {
      minLength: 1,
      maxLength: 5,
    }),
  },
)

// A few seconds of a core, which other tests may keep busy.
describe('readParts', { timeout: 120_000 }, () => {
  it('gives 10,000 random bodies back, however they are cut', async () => {
    const property = fc.asyncProperty(bodies, cuts, async (sent, sizes) => {
      const received = await receive(inPieces(write(sent), sizes), sent)
      expect(received).toEqual(sent.parts)
    })
    await fc.assert(property, { numRuns: 10_000 })
  })

  it('refuses 1,000 random bodies that break off', async () => {
    const property = fc.asyncProperty(bodies, fc.nat(), async (sent, at) => {
      const whole = write({ ...sent, epilogue: '' })
      const broken = whole.subarray(0, at % whole.length)
      const received = receive(inPieces(broken, [50]), sent)
      await expect(received).rejects.toMatchObject({ status: 400 })
    })
    await fc.assert(property, { numRuns: 1_000 })
  })
})

/** No delimiter comes out of it, nor one behind a line end before it. */
function contentOf(sent: readonly Piece[], boundary: string): string {
  const delimiter = `\r\n--${boundary}`
  const texts = sent.map((piece) =>
    typeof piece === 'string' ? piece : delimiter.slice(...piece),
  )
  const text = `\r\n${texts.join('')}`.replaceAll(delimiter, '\r\n')
  return text.includes(delimiter) ? '' : text.slice(2)
}

function write({ boundary, parts, ...around }: Body): Buffer {
  const { preamble, epilogue, padding } = around
  const written = parts.flatMap((part) => [
    `--${boundary}${padding}\r\nContent-Disposition: form-data`,
    `; name="${escape(part.name)}"`,
    part.filename === undefined ? '' : `; filename="${escape(part.filename)}"`,
    `\r\n\r\n${part.content}\r\n`,
  ])
  const start = preamble === '' ? '' : `${preamble}\r\n`
  const end = epilogue === '' ? '' : `\r\n${epilogue}`
  const text = `${start}${written.join('')}--${boundary}--${end}`
  return Buffer.from(text, 'latin1')
}

/** As browsers write a name, one character an octet. */
function escape(text: string): string {
  return Buffer.from(text.replaceAll('"', '%22')).toString('latin1')
}

async function receive(
  bytes: AsyncIterable<Buffer>,
  { boundary }: Body,
): Promise<Sent[]> {
  const received: Sent[] = []
  for await (const part of readParts(bytes, boundary)) {
    const read: Buffer[] = []
    for await (const piece of part.content) read.push(piece)
    const { name: own, filename: file } = part
    const content = Buffer.concat(read).toString('latin1')
    received.push({ name: own, filename: file, content })
  }
  return received
}
