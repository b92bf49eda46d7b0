// The items on Express. A new item is checked by hand.
import express from 'express'
import { createServer } from 'node:http'
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

const app = express()

app.get('/', (_, response) => {
  response.json(GREETING)
})

app.get('/items/:id', (request, response) => {
  const id = parseId(request.params.id)
  if (id === undefined) response.sendStatus(404)
  else response.json(itemOf(id))
})

app.post('/items', express.json(), (request, response) => {
  const value: unknown = request.body
  if (isNewItem(value)) response.json(added(value))
  else response.status(422).json({ message: 'Not an item' })
})

app.get('/mebibyte', (_, response) => {
  response.type(BYTES_TYPE).send(MEBIBYTE)
})

serve(createServer(app))
