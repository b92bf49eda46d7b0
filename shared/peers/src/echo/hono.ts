// The echo contract on Hono, with its adapter for Node.
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { Server } from 'node:http'
import { contentFor, fieldsFor, serve, SHORT } from './contract.ts'

const app = new Hono<{ Bindings: HttpBindings }>()

app.all('*', async (context) => {
  const body = new Uint8Array(await context.req.arrayBuffer())
  // A Headers object has joined the field lines; Node's request has not.
  const content = contentFor(context.env.incoming, body)
  return context.body(
    Uint8Array.from(content),
    200,
    fieldsFor(context.req.method),
  )
})

const server = createAdaptorServer({ fetch: app.fetch, serverOptions: SHORT })
if (server instanceof Server) serve(server)
