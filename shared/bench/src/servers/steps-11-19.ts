// The items on steps 11 to 19: their router and their JSON. Middleware,
// which a request need not pass, is left out.
import { json, readJson } from '../../../../steps/19-limits/src/web/json.ts'
import { Router } from '../../../../steps/19-limits/src/web/router.ts'
import { createServer } from '../../../../steps/19-limits/src/wire/server.ts'
import {
  added,
  BYTES_TYPE,
  GREETING,
  isNewItem,
  itemOf,
  MEBIBYTE,
  parseId,
} from '../contract.ts'
import { serve } from './serve.ts'

const router = new Router()

router.add('GET', '/', () => json(GREETING))

router.add('GET', '/items/{id}', (_, text) => {
  const id = parseId(text)
  if (id === undefined) return json({ message: 'Not found' }, { status: 404 })
  return json(itemOf(id))
})

router.add('POST', '/items', async (request) => {
  const value = await readJson(request)
  if (isNewItem(value)) return json(added(value))
  return json({ message: 'Not an item' }, { status: 422 })
})

router.add('GET', '/mebibyte', () => {
  const headers = [['Content-Type', BYTES_TYPE]] as const
  return { status: 200, headers, body: MEBIBYTE }
})

serve(createServer(router.handle))
