// The items on Koa, which leaves routes and bodies to its middleware: here
// they are done by hand.
import Koa from 'koa'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
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

const app = new Koa()
const ITEM = /^\/items\/([^/]+)$/

app.use(async (context, next) => {
  if (context.path === '/') context.body = GREETING
  else await next()
})

app.use(async (context, next) => {
  if (context.path !== '/mebibyte') return next()
  context.type = BYTES_TYPE
  context.body = MEBIBYTE
})

app.use(async (context, next) => {
  const { method, path } = context
  if (method !== 'POST' || path !== '/items') return next()
  const value: unknown = JSON.parse(await text(context.req))
  if (isNewItem(value)) context.body = added(value)
  else context.status = 422
})

app.use((context) => {
  const [, digits = ''] = ITEM.exec(context.path) ?? []
  const id = parseId(digits)
  if (id !== undefined) context.body = itemOf(id)
})

const handle = app.callback()
serve(createServer((request, response) => void handle(request, response)))
