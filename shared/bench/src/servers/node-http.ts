// The items on node:http, without a framework: it looks at the target itself.
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { text } from 'node:stream/consumers'
import {
  added,
  BYTES_TYPE,
  GREETING,
  isNewItem,
  itemOf,
  JSON_TYPE,
  MEBIBYTE,
  parseId,
} from '../contract.ts'
import { serve } from './serve.ts'

const ITEM = /^\/items\/([^/?]+)$/

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method, url = '' } = request
  if (url === '/') return json(response, 200, GREETING)
  if (url === '/mebibyte') return send(response, BYTES_TYPE, MEBIBYTE)
  if (method === 'POST' && url === '/items') {
    const value: unknown = JSON.parse(await text(request))
    if (isNewItem(value)) return json(response, 200, added(value))
    return json(response, 422, { message: 'Not an item' })
  }
  const [, digits = ''] = ITEM.exec(url) ?? []
  const id = parseId(digits)
  if (id === undefined) json(response, 404, { message: 'Not found' })
  else json(response, 200, itemOf(id))
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.statusCode = status
  send(response, JSON_TYPE, JSON.stringify(value))
}

function send(
  response: ServerResponse,
  type: string,
  content: string | Buffer,
): void {
  response.writeHead(response.statusCode, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(content),
  })
  response.end(content)
}

serve(
  createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  }),
)
