// The items on node:http, without a framework.
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { text } from 'node:stream/consumers'
import { added, idOf, isNewItem, itemOf } from '../contract.ts'
import { serve } from './serve.ts'

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method, url = '' } = request
  if (method === 'POST' && url === '/items') {
    const value: unknown = JSON.parse(await text(request))
    if (isNewItem(value)) send(response, 200, added(value))
    else send(response, 422, { message: 'Not an item' })
    return
  }
  const id = idOf(url)
  if (id === undefined) send(response, 404, { message: 'Not found' })
  else send(response, 200, itemOf(id))
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const content = JSON.stringify(value)
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(content),
  })
  response.end(content)
}

serve(
  createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  }),
)
