// Step 23 with limits raised, with as many routes as ROUTES says, and with a
// route that reads a body of any length.
import * as z from 'zod'
import { path, request } from '../../../../steps/23-openapi/src/api/markers.ts'
import { createServer } from '../../../../steps/23-openapi/src/wire/server.ts'
import { itemOf } from '../contract.ts'
import { app } from './declared-items.ts'
import { serve } from './serve.ts'

const Id = z.coerce.number().int()
const Item = z.object({ id: z.int(), name: z.string(), price: z.number() })

const count = Number(process.env['ROUTES'] ?? 0)
for (let at = 0; at < count; at += 1) {
  const template = `/route-${at}/{id}` as const
  app.get(template, [path('id', Id)], itemOf, { response: Item })
}

app.post('/length', [request()], async ({ body }) => {
  const { length } = await body.bytes()
  return { length }
})

const RAISED = { bodyBytes: 32 * 1024 * 1024, connections: 20_000 }

serve(createServer(app.handle, RAISED))
