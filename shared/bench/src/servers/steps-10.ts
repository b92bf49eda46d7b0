// The items on step 10: its router, and JSON by hand.
import { Router } from '../../../../steps/10-routing/src/web/router.ts'
import type { HttpResponse } from '../../../../steps/10-routing/src/wire/message.ts'
import { createServer } from '../../../../steps/10-routing/src/wire/server.ts'
import {
  added,
  BYTES_TYPE,
  GREETING,
  isNewItem,
  itemOf,
  JSON_TYPE,
  MEBIBYTE,
  parseId,
} from '../contract.ts'
import { serve } from './serve.ts'

const router = new Router()

router.add('GET', '/', () => json(200, GREETING))

router.add('GET', '/items/{id}', (_, text) => {
  const id = parseId(text)
  if (id === undefined) return json(404, { message: 'Not found' })
  return json(200, itemOf(id))
})

router.add('POST', '/items', async ({ body }) => {
  const value: unknown = JSON.parse(await body.text())
  if (isNewItem(value)) return json(200, added(value))
  return json(422, { message: 'Not an item' })
})

router.add('GET', '/mebibyte', () => {
  const headers = [['Content-Type', BYTES_TYPE]] as const
  return { status: 200, headers, body: MEBIBYTE }
})

function json(status: number, value: unknown): HttpResponse {
  const headers = [['Content-Type', JSON_TYPE]] as const
  return { status, headers, body: JSON.stringify(value) }
}

serve(createServer(router.handle))
