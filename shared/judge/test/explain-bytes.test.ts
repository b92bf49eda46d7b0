// What the judge says about the bytes of a server that has a bug.
import { Exchange } from '@barewire/test-kit/recording'
import { describe, expect, it } from 'vitest'
import { explainBytes } from '../src/explain-bytes.ts'

const OK = 'HTTP/1.1 200 OK\r\n'
const length = (count: number): string =>
  `${OK}Content-Length: ${count}\r\n\r\n`
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`

describe('explainBytes', () => {
  it.each([
    ['too much content', `${length(32)}${'a'.repeat(33)}`, /^33 bytes.* 32\. /],
    [
      'too little content',
      `${length(33)}${'a'.repeat(30)}`,
      /^30 bytes.* 33\.$/,
    ],
    ['no content', length(5), /^0 bytes of content came/],
    [
      'too much content before a response',
      `${length(2)}abc${length(0)}`,
      /^3 bytes.* 2\./,
    ],
    [
      'too little content in the second response',
      `${length(2)}ab${length(2)}a`,
      /^1 byte of content came/,
    ],
    ['a head that goes on', `${OK}Server: a`, /^This head has no end/],
    ['a head with the wrong line ends', 'HTTP/1.1 200 OK\n\n', /end with \\n;/],
    ['no length', `${OK}\r\nabc`, /no Content-Length/],
    ['chunks without a blank line', `${CHUNKED}0\r\n`, /blank line is missing/],
    ['chunks that go on', `${CHUNKED}1\r\na\r\n`, /chunk of size 0 has to/],
  ])('explains %s', (_what, received, sentence) => {
    expect(explainBytes(exchangeWith({ received }), true)).toMatch(sentence)
  })

  it.each([
    ['a response', `${length(1)}a`],
    ['a response without a length', `${OK}\r\nabc`],
    ['chunks', `${CHUNKED}1\r\na\r\n0\r\n\r\n`],
    ['a response without content', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['an interim response', `HTTP/1.1 100 Continue\r\n\r\n${length(1)}a`],
    ['an echo', 'hello'],
    ['nothing', ''],
  ])('says nothing about %s', (_what, received) => {
    expect(explainBytes(exchangeWith({ received }), false)).toBeUndefined()
  })

  it('blames nobody for what may be on its way', () => {
    for (const text of [OK, `${length(9)}a`, `${CHUNKED}1\r\na\r\n`]) {
      const exchange = exchangeWith({ received: text })
      expect(explainBytes(exchange, false)).toBeUndefined()
      exchange.closed = true
      expect(explainBytes(exchange, false)).toBeDefined()
    }
  })

  it('tells a server that closes from one that is silent', () => {
    const silent = exchangeWith({ received: '' })
    silent.closed = true
    expect(explainBytes(silent, false)).toMatch(/closed the connection without/)
  })

  it('does not ask for the content of a response to HEAD', () => {
    const exchange = exchangeWith({
      sent: 'HEAD / HTTP/1.1\r\n\r\n',
      received: length(9),
    })
    expect(explainBytes(exchange, true)).toBeUndefined()
  })

  it('says nothing where only the first bytes were kept', () => {
    const received = `${length(9_000)}${'a'.repeat(8_000)}`
    expect(explainBytes(exchangeWith({ received }), true)).toBeUndefined()
  })
})

function exchangeWith({ sent = '', received = '' }): Exchange {
  const exchange = new Exchange()
  exchange.sent.add(Buffer.from(sent, 'latin1'))
  exchange.received.add(Buffer.from(received, 'latin1'))
  return exchange
}
