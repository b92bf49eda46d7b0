// Sends one request to a server and reads the answer.
import { type Address, withClient } from '@barewire/test-kit/raw-client'
import type { RawResponse } from '@barewire/test-kit/raw-response'
import type { Exchange } from './fastapi-exchanges.ts'

type Question = Pick<Exchange, 'method' | 'target' | 'fields' | 'body'>

/** The server's answer. `token` is for requests that carry one. */
export function send(
  address: Address,
  { method, target, fields = [], body }: Question,
  token: string,
): Promise<RawResponse> {
  const content = Buffer.from(body ?? '')
  const lines = fields.map((line) => line.replace('{token}', token))
  const length = `Content-Length: ${content.length}`
  const chunked = lines.some((line) => line.startsWith('Transfer-Encoding'))
  const framing = body === undefined || chunked ? [] : [length]
  const head = [
    `${method} ${target} HTTP/1.1`,
    'Host: localhost',
    ...lines,
    ...framing,
  ]
  return withClient(address, (client) => {
    client.write(Buffer.from(`${head.join('\r\n')}\r\n\r\n`))
    client.write(content)
    return client.readResponse(method)
  })
}
