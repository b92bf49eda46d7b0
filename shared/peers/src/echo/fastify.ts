// The echo contract on Fastify.
import Fastify from 'fastify'
import { METHODS } from 'node:http'
import { BODY_LIMIT, contentFor, fieldsFor, serve, SHORT } from './contract.ts'

const app = Fastify({
  bodyLimit: BODY_LIMIT,
  keepAliveTimeout: SHORT.keepAliveTimeout,
  requestTimeout: SHORT.requestTimeout,
  http: SHORT,
})

// All that Node parses, and the body of a GET, which Fastify leaves unread.
for (const method of METHODS) app.addHttpMethod(method, { hasBody: true })

app.removeAllContentTypeParsers()
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => {
  done(null, body)
})

app.all('*', (request, reply) => {
  const { body } = request
  const content = body instanceof Uint8Array ? body : new Uint8Array()
  return reply
    .headers(fieldsFor(request.method))
    .send(contentFor(request.raw, content))
})

await app.ready()
serve(app.server)
