// The echo contract on Koa, which leaves bodies to its middleware: here they
// are read from Node's request.
import Koa from 'koa'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { contentFor, fieldsFor, serve, SHORT } from './contract.ts'

const app = new Koa()

app.use(async (context) => {
  const body = await buffer(context.req)
  context.status = 200
  context.set(fieldsFor(context.method))
  context.body = contentFor(context.req, body)
})

const handle = app.callback()
serve(
  createServer(SHORT, (request, response) => void handle(request, response)),
)
