// The echo contract on Express.
import express from 'express'
import { createServer } from 'node:http'
import { BODY_LIMIT, contentFor, fieldsFor, serve, SHORT } from './contract.ts'

const app = express()

app.use(express.raw({ type: () => true, limit: BODY_LIMIT }))

app.use((request, response) => {
  // Express leaves `body` undefined where there is none.
  const body: unknown = request.body
  const content = body instanceof Uint8Array ? body : new Uint8Array()
  response.set(fieldsFor(request.method))
  // `send` would answer If-None-Match with a 304; the contract has only 200.
  response.end(contentFor(request, content))
})

serve(createServer(SHORT, app))
