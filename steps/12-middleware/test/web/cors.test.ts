// Which pages may read what, and what a preflight is told (WHATWG Fetch §3.3).
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it } from 'vitest'
import { catchErrors } from '#src/web/catch-errors.ts'
import { cors, type CorsOptions } from '#src/web/cors.ts'
import { compose } from '#src/web/middleware.ts'
import { Router } from '#src/web/router.ts'
import { type FieldLine, HttpHeaders } from '#src/wire/headers.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { requestFor } = requestsOf({ HttpHeaders, RequestBody })

const ORIGIN = 'https://partner.example'
const PARTNERS: CorsOptions = {
  origins: [ORIGIN, 'http://[::1]:3000'],
  exposed: ['X-A', 'X-B'],
}

const FROM_PARTNER: FieldLine = ['origin', ORIGIN]
const PREFLIGHT: FieldLine = ['access-control-request-method', 'DELETE']

const ALLOW = ['Allow', 'GET, DELETE, HEAD, OPTIONS']
const VARY = ['Vary', 'Origin']
const SHARED = [VARY, ['Access-Control-Allow-Origin', ORIGIN]]
const EXPOSED = ['Access-Control-Expose-Headers', 'X-A, X-B']

describe('a page', () => {
  it.each(PARTNERS.origins)(
    'of %s may read what is exposed',
    async (origin) => {
      expect(await fieldsFor('GET', [['origin', origin]])).toEqual([
        VARY,
        ['Access-Control-Allow-Origin', origin],
        EXPOSED,
      ])
    },
  )

  it.each([
    [true, [['Access-Control-Allow-Credentials', 'true']]],
    [false, []],
  ])('may send credentials: %s', async (credentials, lines) => {
    const options = { ...PARTNERS, credentials }
    const fields = await fieldsFor('GET', [FROM_PARTNER], options)
    expect(fields).toEqual([...SHARED, ...lines, EXPOSED])
  })

  it.each([
    [[]],
    [['']],
    [['null']],
    [['*']],
    [['http://partner.example']],
    [['https://partner.example/']],
    [['https://partner.example.evil.example']],
    [['https://PARTNER.example']],
    [['https://partner.example', 'https://partner.example']],
    [['https://evil.example', 'https://partner.example']],
  ])('of %j may do nothing', async (origins) => {
    const lines = origins.map((origin): FieldLine => ['origin', origin])
    const options = { ...PARTNERS, credentials: true }
    expect(await fieldsFor('GET', lines, options)).toEqual([VARY])
    const preflight = await fieldsFor('OPTIONS', [...lines, PREFLIGHT], options)
    expect(preflight).toEqual([ALLOW, VARY])
  })

  it('may read an error as well', async () => {
    const fields = await fieldsFor('PUT', [FROM_PARTNER])
    const type = ['Content-Type', 'application/json']
    expect(fields).toEqual([type, ALLOW, ...SHARED, EXPOSED])
  })
})

describe('a preflight', () => {
  it.each([
    ['nothing', [], ''],
    ['fields', ['X-A, content-type'], 'x-a, content-type'],
    ['fields in two lines', ['x-a', 'x-b'], 'x-a, x-b'],
    ['empty members', [', x-a,,'], 'x-a'],
    ['what is no name', ['x-a, b c, "d", e: f, (g), \xe9, x-h'], 'x-a, x-h'],
  ])('that asks for %s hears what it may', async (_what, asked, allowed) => {
    const lines = asked.map((names): FieldLine => [
      'access-control-request-headers',
      names,
    ])
    const sent = [FROM_PARTNER, PREFLIGHT, ...lines]
    expect(await fieldsFor('OPTIONS', sent)).toEqual([
      ALLOW,
      ...SHARED,
      ['Access-Control-Allow-Methods', 'GET, DELETE, HEAD, OPTIONS'],
      ['Access-Control-Allow-Headers', allowed],
      ['Access-Control-Max-Age', '600'],
    ])
  })

  it('hears of no method where nobody says which there are', async () => {
    const handler = compose([cors(PARTNERS)], () => ({ status: 204 }))
    const asked = requestFor('OPTIONS', '/', FROM_PARTNER, PREFLIGHT)
    const { headers } = await handler(asked)
    expect(headers).toContainEqual(['Access-Control-Allow-Methods', ''])
  })

  it('is no OPTIONS that names no method', async () => {
    const fields = await fieldsFor('OPTIONS', [FROM_PARTNER])
    expect(fields).toEqual([ALLOW, ...SHARED, EXPOSED])
  })

  it('is no GET, whatever it names', async () => {
    const fields = await fieldsFor('GET', [FROM_PARTNER, PREFLIGHT])
    expect(fields).toEqual([...SHARED, EXPOSED])
  })
})

/** The field lines that a router with GET and DELETE answers with. */
async function fieldsFor(
  method: string,
  lines: readonly FieldLine[],
  options = PARTNERS,
): Promise<readonly FieldLine[] | undefined> {
  const router = new Router()
  router.add('GET', '/', () => ({ status: 200 }))
  router.add('DELETE', '/', () => ({ status: 204 }))
  const handler = compose([cors(options), catchErrors], router.handle)
  const { headers } = await handler(requestFor(method, '/', ...lines))
  return headers
}
