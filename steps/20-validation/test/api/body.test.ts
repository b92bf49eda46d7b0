// Bodies as JSON: all of one, some members of it, none, and what is no JSON.
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { App } from '../../src/api/app.ts'
import { body, request } from '../../src/api/markers.ts'
import { directly } from '../../src/api/reply.ts'
import { bodyRequest, jsonRequest } from '../web/body-request.ts'
import { requestFor } from '../web/request-for.ts'
import { ask, faultsOf } from './ask.ts'

const JSON_TYPE = 'application/json'
const PATCH_TYPE = 'application/merge-patch+json'
const Item = z.object({ name: z.string(), price: z.number() })
const ITEM = { name: 'a', price: 1.5 }
const MISSING = { type: 'missing', msg: 'Field required' }

describe('body(model)', () => {
  it('gives what the schema makes of the whole body', async () => {
    const sent = { more: 1, ...ITEM }
    const { content } = await ask(itemApp(), jsonRequest('POST /', sent))
    expect(content).toEqual(ITEM)
  })

  it('is missing, with null, when there is no body', async () => {
    const whole = { ...MISSING, loc: ['body'], input: null }
    for (const length of ['0', '00']) {
      const line = ['content-length', length] as const
      const asked = requestFor('POST', '/', line)
      expect(await faultsOf(itemApp(), asked)).toEqual([whole])
    }
    const asked = requestFor('POST', '/')
    expect(await faultsOf(itemApp(), asked)).toEqual([whole])
  })

  it('may be missing where the schema lets it', async () => {
    const app = new App()
    app.post('/', [body(Item.optional())], (item) => ({ none: item ?? true }))
    const { content } = await ask(app, requestFor('POST', '/'))
    expect(content).toEqual({ none: true })
    expect(await faultsOf(app, jsonRequest('POST /', null))).toMatchObject([
      { type: 'invalid_type', loc: ['body'], input: null },
    ])
  })

  it('shows what a member is missing from', async () => {
    const sent = { price: 1 }
    expect(await faultsOf(itemApp(), jsonRequest('POST /', sent))).toEqual([
      { ...MISSING, loc: ['body', 'name'], input: sent },
    ])
  })

  it.each([
    [{ name: 'a', price: '1.5' }, 'price', '1.5'],
    [{ name: 5, price: 1.5 }, 'name', 5],
    [{ name: null, price: 1.5 }, 'name', null],
    [{ name: 'a', price: true }, 'price', true],
  ])('makes no other type of a member: %j', async (sent, name, input) => {
    expect(
      await faultsOf(itemApp(), jsonRequest('POST /', sent)),
    ).toMatchObject([{ type: 'invalid_type', loc: ['body', name], input }])
  })

  it.each([7, 'a', [], true, null, [ITEM]])(
    'is no object when it is %j',
    async (input) => {
      expect(
        await faultsOf(itemApp(), jsonRequest('POST /', input)),
      ).toMatchObject([{ type: 'invalid_type', loc: ['body'], input }])
    },
  )

  it('may be a scalar or a list', async () => {
    const app = new App()
    app.post('/', [body(z.union([z.int(), z.array(z.int())]))], (x) => ({ x }))
    for (const x of [0, [1, 2], []]) {
      const { content } = await ask(app, jsonRequest('POST /', x))
      expect(content).toEqual({ x })
    }
  })

  it('has names and numbers on the way to a fault', async () => {
    const app = new App()
    const model = z.object({ all: z.array(z.object({ deep: Item })) })
    app.post('/', [body(model)], () => null)
    const sent = { all: [{ deep: ITEM }, { deep: { name: 'a' } }] }
    expect(await faultsOf(app, jsonRequest('POST /', sent))).toEqual([
      {
        ...MISSING,
        loc: ['body', 'all', 1, 'deep', 'price'],
        input: { name: 'a' },
      },
    ])
  })
})

describe('body(name, schema)', () => {
  const app = new App()
  app.put(
    '/',
    [body('item', Item), body('count', z.int().default(1)), body(z.unknown())],
    (item, count, whole) => ({ item, count, whole }),
  )

  it('gives a member, beside others and the whole', async () => {
    const sent = { item: ITEM, count: 2 }
    const { content } = await ask(app, jsonRequest('PUT /', sent))
    expect(content).toEqual({ ...sent, whole: sent })
    const bare = await ask(app, jsonRequest('PUT /', { item: ITEM }))
    expect(bare.content).toMatchObject({ count: 1 })
  })

  it.each([undefined, {}, [], 'item', 7, null])(
    'is missing from %j',
    async (sent) => {
      const asked =
        sent === undefined ? requestFor('PUT', '/') : jsonRequest('PUT /', sent)
      expect(await faultsOf(app, asked)).toEqual([
        { ...MISSING, loc: ['body', 'item'], input: null },
      ])
    },
  )

  it('has faults below its name', async () => {
    const asked = jsonRequest('PUT /', { item: { name: 1 }, count: 1.5 })
    expect(await faultsOf(app, asked)).toMatchObject([
      { loc: ['body', 'item', 'name'], input: 1 },
      { ...MISSING, loc: ['body', 'item', 'price'], input: { name: 1 } },
      { loc: ['body', 'count'], input: 1.5 },
    ])
  })

  it.each(['__proto__', 'constructor', 'toString'])(
    'finds "%s" where it was sent, and only there',
    async (name) => {
      const other = new App()
      other.post('/', [body(name, z.int())], (x) => ({ x }))
      const text = `{"${name}":1}`
      const asked = bodyRequest(['POST /', JSON_TYPE, text])
      expect((await ask(other, asked)).content).toEqual({ x: 1 })
      expect(await faultsOf(other, jsonRequest('POST /', {}))).toEqual([
        { ...MISSING, loc: ['body', name], input: null },
      ])
    },
  )
})

describe('what is no JSON', () => {
  it.each([
    ['', 0, 'value'],
    ['{', 1, 'name or }'],
    ['{"name": }', 9, 'value'],
    ['{"name": 1,}', 11, 'name'],
    ['[1 2]', 3, ', or ]'],
    ['{} x', 3, 'nothing more'],
    ["{'a': 1}", 1, 'name or }'],
  ])('says where in %j: %i', async (text, position, expected) => {
    const sent = ['POST /', JSON_TYPE, text] as const
    const chunked = ['transfer-encoding', 'chunked'] as const
    // Without a length, as chunks have none, an empty body is there, too.
    const asked = bodyRequest(sent, ...(text === '' ? [chunked] : []))
    expect(await faultsOf(itemApp(), asked)).toEqual([
      {
        type: 'json_invalid',
        loc: ['body', position],
        msg: 'JSON decode error',
        input: {},
        ctx: { error: `Expected ${expected}` },
      },
    ])
  })

  it.each([
    ['no UTF-8', Buffer.from('{"name":"\xe9"}', 'latin1')],
    ['too deep', '['.repeat(65) + ']'.repeat(65)],
  ])('is refused with 400 when it is %s', async (_, text) => {
    const asked = bodyRequest(['POST /', JSON_TYPE, text])
    const { status, content } = await ask(itemApp(), asked)
    expect([status, content]).toEqual([400, { detail: expect.any(String) }])
  })
})

describe('the media type of a body', () => {
  it.each([
    ['POST', JSON_TYPE, 200],
    ['POST', 'Application/JSON ; charset=utf-8', 200],
    ['POST', PATCH_TYPE, 415],
    ['PUT', PATCH_TYPE, 415],
    ['PATCH', PATCH_TYPE, 200],
    ['PATCH', JSON_TYPE, 200],
    ['POST', 'text/plain', 415],
    ['POST', 'application/x-www-form-urlencoded', 415],
    ['POST', '', 415],
  ])('of %s may be %j: %i', async (method, type, status) => {
    const asked = bodyRequest([`${method} /`, type, JSON.stringify(ITEM)])
    const answer = await ask(itemApp(), asked)
    expect(answer.status).toBe(status)
  })

  it.each([
    ['POST', 'Accept', JSON_TYPE],
    ['PATCH', 'Accept-Patch', `${PATCH_TYPE}, ${JSON_TYPE}`],
  ])('that %s can read is in %s', async (method, field, types) => {
    const asked = bodyRequest([`${method} /`, 'text/plain', '{}'])
    const { headers } = await ask(itemApp(), asked)
    expect(headers[field]).toBe(types)
  })

  it('is said to be wrong before anything else', async () => {
    const asked = bodyRequest(['POST /', 'text/plain', '{"name"'])
    expect(await ask(itemApp(), asked)).toMatchObject({ status: 415 })
  })

  it('does not count where there is no body', async () => {
    const type = ['content-type', 'text/plain'] as const
    const asked = requestFor('POST', '/', type)
    expect(await faultsOf(itemApp(), asked)).toMatchObject([MISSING])
  })
})

describe('a client that cannot read JSON', () => {
  const accept = ['accept', 'text/event-stream'] as const

  it('is told so with 406 before its body is read', async () => {
    const app = new App()
    app.post('/', [body(Item)], (item) => item, { response: Item })
    const asked = jsonRequest('POST /', ITEM, accept)
    expect(await ask(app, asked)).toMatchObject({ status: 406 })
    expect(await asked.body.text()).not.toBe('')
  })

  it('may send JSON where something else comes back', async () => {
    const app = new App()
    const type = ['Content-Type', 'text/event-stream'] as const
    app.post('/', [body(Item)], ({ name }) =>
      directly({ status: 200, headers: [type], body: `data: ${name}\n\n` }),
    )
    app.delete('/', [body(Item)], () => {}, { status: 204, response: z.void() })
    const text = `data: ${ITEM.name}\n\n`
    const asked = jsonRequest('POST /', ITEM, accept)
    expect(await ask(app, asked)).toMatchObject({ status: 200, text })
    const removed = await ask(app, jsonRequest('DELETE /', ITEM, accept))
    expect(removed.status).toBe(204)
  })
})

it('leaves a body that no marker asks for', async () => {
  const app = new App()
  app.post('/', [request()], async (asked) => ({
    text: await asked.body.text(),
  }))
  const asked = bodyRequest(['POST /', 'text/plain', '{"name"'])
  expect((await ask(app, asked)).content).toEqual({ text: '{"name"' })
})

function itemApp(): App {
  const app = new App()
  for (const add of [app.post, app.put, app.patch]) {
    add('/', [body(Item)], (item) => item)
  }
  return app
}
