// The items on Fastify, with JSON schemas for what comes in and goes out.
import Fastify from 'fastify'
import {
  added,
  BYTES_TYPE,
  GREETING,
  itemOf,
  MEBIBYTE,
  type NewItem,
} from '../contract.ts'
import { serve } from './serve.ts'

const app = Fastify()

const fields = {
  name: { type: 'string', minLength: 1 },
  price: { type: 'number', exclusiveMinimum: 0 },
}
const newItem = {
  type: 'object',
  required: ['name', 'price'],
  properties: fields,
}
const item = {
  type: 'object',
  required: ['id', 'name', 'price'],
  properties: { id: { type: 'integer' }, ...fields },
}
const params = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'integer' } },
}

const greeting = {
  type: 'object',
  required: ['message'],
  properties: { message: { type: 'string' } },
}

app.get('/', { schema: { response: { 200: greeting } } }, async () => GREETING)

app.get('/mebibyte', async (_, reply) => {
  void reply.type(BYTES_TYPE)
  return MEBIBYTE
})

app.get<{ Params: { id: number } }>(
  '/items/:id',
  { schema: { params, response: { 200: item } } },
  async (request) => itemOf(request.params.id),
)

app.post<{ Body: NewItem }>(
  '/items',
  { schema: { body: newItem, response: { 200: item } } },
  async (request) => added(request.body),
)

await app.ready()
serve(app.server)
