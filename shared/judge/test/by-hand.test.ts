// The commands that send a check's bytes again. Where there is a shell with
// printf they are run, too.
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { byHand, bySend } from '../src/by-hand.ts'

const HOST = 'Host: localhost\r\n'

function commandFor(
  text: string,
  { lengths = [text.length], ended = false } = {},
): string {
  const bytes = Buffer.from(text, 'latin1')
  return byHand({ bytes, lengths, ended, host: 'localhost', port: 8000 })
}

describe('byHand', () => {
  it.each([
    [`GET / HTTP/1.1\r\n${HOST}\r\n`, "curl -i 'http://localhost:8000/'"],
    ['GET /a HTTP/1.0\r\n\r\n', "curl -i --http1.0 'http://localhost:8000/a'"],
    [
      `HEAD /a/../b HTTP/1.1\r\n${HOST}\r\n`,
      "curl -i --head --path-as-is 'http://localhost:8000/a/../b'",
    ],
    [
      `PUT /x?[1] HTTP/1.1\r\n${HOST}X-A: it's\r\nContent-Length: 2\r\n\r\nhi`,
      String.raw`curl -i -X PUT --globoff -H 'X-A: it'\''s' -H 'Content-Type:' --data-binary 'hi' 'http://localhost:8000/x?[1]'`,
    ],
  ])('uses curl for %j', (text, command) => {
    expect(commandFor(text)).toBe(command)
  })

  it.each([
    ['two requests', `GET / HTTP/1.1\r\n${HOST}\r\n`.repeat(2)],
    ['a fragment, which curl keeps', `GET /#a HTTP/1.1\r\n${HOST}\r\n`],
    ['another host', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['two hosts', `GET / HTTP/1.1\r\n${HOST}${HOST}\r\n`],
    ['a wrong length', `GET / HTTP/1.1\r\n${HOST}Content-Length: 3\r\n\r\nhi`],
    ['a body nobody tells of', `GET / HTTP/1.1\r\n${HOST}\r\nhi`],
    ['a broken line', `GET / HTTP/1.1\r\n${HOST}X-A : 1\r\n\r\n`],
    ['bytes', `GET / HTTP/1.1\r\n${HOST}X-A: \0\xff'%d\\n\r\n\r\n`],
  ])('uses printf and nc for %s', (_, text) => {
    const command = commandFor(text)
    expect(command).toMatch(/^printf '.*' \| nc localhost 8000$/)
    expect(printed(command)).toEqual(Buffer.from(text, 'latin1'))
  })

  it('waits where the bytes came in two pieces', () => {
    const command = commandFor('GET /', { lengths: [1, 4] })
    const pieces = "(printf 'G'; sleep 1; printf 'ET /')"
    expect(command).toBe(`${pieces} | nc localhost 8000`)
  })

  it('ends where the client ended', () => {
    const command = commandFor('GET /', { ended: true })
    expect(command).toBe("printf 'GET /' | nc -N localhost 8000")
  })
})

describe('bySend', () => {
  const place = { host: 'localhost', port: 8000 }

  it.each([
    [{ ...place, lengths: [9] }, 'npm run send -- request-head.1'],
    [
      { ...place, lengths: [1, 1, 1] },
      'npm run send -- request-head.1 --pieces 1 --pause 100',
    ],
    [
      { ...place, lengths: [4, 5] },
      'npm run send -- request-head.1 --pieces 4 --pause 100',
    ],
    [
      { lengths: [], host: '::1', port: 80 },
      'npm run send -- request-head.1 --to [::1]:80',
    ],
  ])('needs no quotes: %j', (sending, words) => {
    expect(bySend('request-head.1', sending)).toBe(words)
  })
})

/** What the shell sends; what it would send where there is no shell. */
function printed(command: string): Buffer {
  const [sender = ''] = command.split(' | nc')
  return spawnSync('sh', ['-c', sender]).stdout
}
