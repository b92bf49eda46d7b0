// The items on step 09: its wire, and a handler without a framework.
import type {
  HttpRequest,
  HttpResponse,
} from '../../../../steps/09-keep-alive/src/wire/message.ts'
import { createServer } from '../../../../steps/09-keep-alive/src/wire/server.ts'
import { added, idOf, isNewItem, itemOf } from '../contract.ts'
import { serve } from './serve.ts'

async function answer(request: HttpRequest): Promise<HttpResponse> {
  const { method, target, body } = request
  if (method === 'POST' && target === '/items') {
    const value: unknown = JSON.parse(await body.text())
    if (isNewItem(value)) return json(200, added(value))
    return json(422, { message: 'Not an item' })
  }
  const id = idOf(target)
  if (id === undefined) return json(404, { message: 'Not found' })
  return json(200, itemOf(id))
}

function json(status: number, value: unknown): HttpResponse {
  const headers = [['Content-Type', 'application/json']] as const
  return { status, headers, body: JSON.stringify(value) }
}

serve(createServer(answer))
