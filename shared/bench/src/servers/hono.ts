// The items on Hono, with its adapter for Node. A new item is checked by hand.
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
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

const app = new Hono()

app.get('/', (context) => context.json(GREETING))

app.get('/items/:id', (context) => {
  const id = parseId(context.req.param('id'))
  if (id === undefined) return context.notFound()
  return context.json(itemOf(id))
})

app.post('/items', async (context) => {
  const value: unknown = await context.req.json()
  if (isNewItem(value)) return context.json(added(value))
  return context.json({ message: 'Not an item' }, 422)
})

app.get('/mebibyte', (context) =>
  context.body(MEBIBYTE, 200, { 'Content-Type': BYTES_TYPE }),
)

const server = createAdaptorServer({ fetch: app.fetch })
if ('headersTimeout' in server) serve(server)
