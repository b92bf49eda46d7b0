// The echo contract on node:http, without a framework.
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { buffer } from 'node:stream/consumers'
import { contentFor, fieldsFor, serve, SHORT } from './contract.ts'

async function echo(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await buffer(request)
  response.writeHead(200, fieldsFor(request.method))
  response.end(contentFor(request, body))
}

serve(
  createServer(SHORT, (request, response) => {
    // A body that breaks off has nobody left to answer.
    echo(request, response).catch(() => response.destroy())
  }),
)
