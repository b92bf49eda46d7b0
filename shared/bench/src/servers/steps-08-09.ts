// What can be had on steps 08 and 09: a function from requests to responses,
// which looks at the target itself.
import type {
  HttpRequest,
  HttpResponse,
} from '../../../../steps/09-keep-alive/src/wire/message.ts'
import { createServer } from '../../../../steps/09-keep-alive/src/wire/server.ts'
import {
  added,
  BYTES_TYPE,
  GREETING,
  isNewItem,
  JSON_TYPE,
  MEBIBYTE,
} from '../contract.ts'
import { serve } from './serve.ts'

async function answer(request: HttpRequest): Promise<HttpResponse> {
  const { method, target, body } = request
  if (target === '/') return json(200, GREETING)
  if (target === '/mebibyte') {
    const headers = [['Content-Type', BYTES_TYPE]] as const
    return { status: 200, headers, body: MEBIBYTE }
  }
  if (method !== 'POST' || target !== '/items') {
    return json(404, { message: 'Not found' })
  }
  const value: unknown = JSON.parse(await body.text())
  if (isNewItem(value)) return json(200, added(value))
  return json(422, { message: 'Not an item' })
}

function json(status: number, value: unknown): HttpResponse {
  const headers = [['Content-Type', JSON_TYPE]] as const
  return { status, headers, body: JSON.stringify(value) }
}

serve(createServer(answer))
