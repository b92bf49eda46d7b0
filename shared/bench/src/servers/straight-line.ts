// What the steps' clarity costs: the same answers from one straight line of
// code on node:net. A chunk becomes text once, an answer is a text, and nothing
// waits for a promise. It checks the grammar of a head's lines, but less of
// what they mean than the steps do: not the form of a target, nor a second
// Content-Length of 0. It has no streams, no limits, no deadlines and no
// framework. Nobody would want to learn from it, or to change it.
import { createServer, type Socket } from 'node:net'
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

const METHOD = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const NAME = METHOD
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
const TARGET = /^(?:[\w\-.~!$&'()*+,;=:@/?[\]]|%[0-9A-Fa-f]{2})+$/
const HOST = /^[\w\-.]+(?::[0-9]{1,5})?$/
const LENGTH = /^[0-9]{1,7}$/
const MEBIBYTE_TEXT = MEBIBYTE.toString('latin1')

serve(
  createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    let rest = ''
    socket.on('data', (chunk: Buffer) => {
      rest = answerAll(socket, rest + chunk.toString('latin1'))
    })
    socket.on('end', () => socket.end())
  }),
)

/** Answers what is whole, in one write, and gives back what is not. */
function answerAll(socket: Socket, text: string): string {
  let answers = ''
  let closes = false
  let at = 0
  while (!closes) {
    const end = text.indexOf('\r\n\r\n', at)
    if (end === -1) break
    const head = parseHead(text, at, end)
    const next = end + 4 + (head?.length ?? 0)
    if (next > text.length) break
    answers += head ? answerTo(head, text.slice(end + 4, next)) : refuse()
    closes = head === undefined || head.closes
    at = next
  }
  if (answers !== '') socket.write(answers, 'latin1')
  if (closes) socket.end()
  return text.slice(at)
}

interface Head {
  readonly method: string
  readonly target: string
  readonly length: number
  readonly closes: boolean
}

/** The head between two places; undefined: it is none. */
function parseHead(text: string, at: number, end: number): Head | undefined {
  let lineEnd = endOfLine(text, at, end)
  const first = text.indexOf(' ', at)
  const second = text.indexOf(' ', first + 1)
  const method = text.slice(at, first)
  const target = text.slice(first + 1, second)
  if (!METHOD.test(method) || !TARGET.test(target)) return undefined
  if (text.slice(second + 1, lineEnd) !== 'HTTP/1.1') return undefined
  let host = ''
  let length = 0
  let closes = false
  while (lineEnd < end) {
    const start = lineEnd + 2
    lineEnd = endOfLine(text, start, end)
    const colon = text.indexOf(':', start)
    const name = text.slice(start, colon).toLowerCase()
    const value = text.slice(colon + 1, lineEnd).trim()
    if (!NAME.test(name) || !VALUE.test(value)) return undefined
    if (name === 'host') {
      if (host !== '' || !HOST.test(value)) return undefined
      host = value
    } else if (name === 'content-length') {
      if (length !== 0 || !LENGTH.test(value)) return undefined
      length = Number(value)
    } else if (name === 'connection') {
      closes = value.toLowerCase() === 'close'
    } else if (name === 'transfer-encoding') return undefined
  }
  return host === '' ? undefined : { method, target, length, closes }
}

function endOfLine(text: string, at: number, end: number): number {
  const found = text.indexOf('\r\n', at)
  return found === -1 || found > end ? end : found
}

/** One route after the other. */
function answerTo({ method, target }: Head, body: string): string {
  if (method === 'POST' && target === '/items') {
    const value: unknown = JSON.parse(Buffer.from(body, 'latin1').toString())
    if (!isNewItem(value)) return refuse()
    return answer(200, JSON_TYPE, JSON.stringify(added(value)))
  }
  if (target === '/') return answer(200, JSON_TYPE, JSON.stringify(GREETING))
  if (target === '/mebibyte') return answer(200, BYTES_TYPE, MEBIBYTE_TEXT)
  const id = target.startsWith('/items/') ? parseId(target.slice(7)) : undefined
  if (id === undefined) return refuse()
  return answer(200, JSON_TYPE, JSON.stringify(itemOf(id)))
}

function refuse(): string {
  return answer(400, JSON_TYPE, '{"message":"Bad Request"}')
}

/** Content of Latin-1, so a character is a byte. */
function answer(status: number, type: string, content: string): string {
  const head = `HTTP/1.1 ${status} \r\nDate: ${currentDate()}\r\n`
  const fields = `Content-Type: ${type}\r\nContent-Length: ${content.length}`
  return `${head}${fields}\r\n\r\n${content}`
}

let second = 0
let date = ''

function currentDate(): string {
  const now = Math.floor(Date.now() / 1000)
  if (now !== second) date = new Date(now * 1000).toUTCString()
  second = now
  return date
}
