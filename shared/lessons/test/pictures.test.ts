// The pictures of bytes show what a step is sent and answers today.
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { linesOf, rowsOf } from '../src/byte-lines.ts'
import { drawPicture, PICTURES, pictureFile } from '../src/pictures.ts'
import { Conversation } from '@barewire/wire-view/conversation'

beforeAll(() => {
  process.env['ACCESS_LOG'] = 'off'
})

it.each(PICTURES)(
  '$name shows what a step is sent or answers today',
  async (one) => {
    const drawn = await drawPicture(one)
    const hint = 'npm run lessons -- --pictures draws it anew'
    expect(readFileSync(pictureFile(one), 'utf8'), hint).toBe(drawn)
  },
)

describe('rowsOf', () => {
  const bytes = Buffer.from('GET /books HTTP/1.1\r\n')
  const [line] = linesOf(new Conversation().read('request', bytes).spans)

  it.each<[width: number, rows: string[][]]>([
    [30, [['GET', ' ', '/books', ' ', 'HTTP/1.1', '\r\n']]],
    [
      12,
      [
        ['GET', ' ', '/books', ' '],
        ['HTTP/1.1', '\r\n'],
      ],
    ],
    [9, [['GET', ' '], ['/books', ' '], ['HTTP/1.1'], ['\r\n']]],
    [
      4,
      [['GET', ' '], ['/boo'], ['ks', ' ', 'H'], ['TTP/'], ['1.1'], ['\r\n']],
    ],
  ])('keeps groups whole that fit into a row of %i', (width, rows) => {
    const pieces = line ? rowsOf(line, width) : []
    expect(
      pieces.map((row) => row.map((piece) => String(piece.bytes))),
    ).toEqual(rows)
  })
})
