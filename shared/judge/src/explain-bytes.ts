// What bytes say about a bug in the server that has sent them: a length that
// does not fit, a head or a body without an end.
import type { Exchange } from '@barewire/test-kit/recording'

/**
 * A sentence about the responses; undefined if they look right. `waited`: the
 * client has waited for more. Without that, and as long as the server has not
 * closed, the rest may be on its way.
 */
export function explainBytes(
  exchange: Exchange,
  waited: boolean,
): string | undefined {
  const { received, sent, closed } = exchange
  // Only the first bytes are kept, and nothing can be said about the others.
  if (received.bytes.length < received.length) return undefined
  // A response to HEAD has the fields of one with content.
  if (/^HEAD /m.test(sent.bytes.toString('latin1'))) return undefined
  const text = received.bytes.toString('latin1')
  if (text === '') return closed ? CLOSED : undefined
  if (!text.startsWith('HTTP/')) return undefined
  return explainResponse(text, { waited, isOver: waited || closed })
}

interface End {
  readonly waited: boolean
  /** Whether nothing more will come. */
  readonly isOver: boolean
}

const CLOSED = 'The server closed the connection without a response.'

function explainResponse(text: string, end: End): string | undefined {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd === -1) return end.isOver ? explainHead(text) : undefined
  const head = text.slice(0, headEnd)
  const rest = text.slice(headEnd + 4)
  if (/^HTTP\/1\.. (?:1\d\d|204|304)\b/.test(head)) {
    return explainNext(rest, end)
  }
  if (/^transfer-encoding:.*chunked/im.test(head)) {
    return end.isOver ? explainChunks(rest) : undefined
  }
  const [, digits] = /^content-length:[ \t]*(\d+)[ \t]*$/im.exec(head) ?? []
  if (digits === undefined) return end.waited ? NO_LENGTH : undefined
  return explainLength(rest, Number(digits), end)
}

const NO_LENGTH =
  'This response has no Content-Length, so it ends with the connection, which stays open.'

function explainHead(text: string): string {
  return /\r?\n\r?\n/.test(text)
    ? 'The lines of this head end with \\n; in HTTP, they end with \\r\\n.'
    : 'This head has no end: a blank line, \\r\\n, has to follow it.'
}

function explainLength(
  rest: string,
  length: number,
  end: End,
): string | undefined {
  const next = rest.indexOf('HTTP/1.', length)
  const came = next === -1 ? rest.length : next
  if (came === length) return explainNext(rest.slice(length), end)
  if (came < length && !end.isOver) return undefined
  const bytes = came === 1 ? '1 byte' : `${came} bytes`
  const why =
    came > length ? ' It counts bytes, and "é" is two of them in UTF-8.' : ''
  return `${bytes} of content came, and Content-Length says ${length}.${why}`
}

function explainChunks(rest: string): string | undefined {
  if (/(?:^|\r\n)0+\r\n(?:.*\r\n)*\r\n/.test(rest)) return undefined
  return /(?:^|\r\n)0+\r\n/.test(rest)
    ? 'After the chunk of size 0, a blank line is missing.'
    : 'This chunked content has no end: a chunk of size 0 has to follow.'
}

function explainNext(rest: string, end: End): string | undefined {
  return rest.startsWith('HTTP/') ? explainResponse(rest, end) : undefined
}
