// Shows what a server made of an RFC case: the bytes that were sent, those
// that came back, and where the fault is.
import type { Piece, RfcCase } from '@barewire/checks/rfc-case'
import { showBytes } from '@barewire/test-kit/show-bytes'
import type { Result } from './conformance-run.ts'

/** Several lines of text. `server` is its name and version. */
export function showResult(server: string, result: Result): string {
  const { one, outcome, faults, observed } = result
  const end = observed?.ended ? 'then the end' : 'and it stays open'
  const { received } = observed ?? {}
  return [
    `${server}, ${one.id}: ${outcome} (${one.level}, ${one.rfc})`,
    one.title,
    ...faults.map((fault) => `  ${fault}`),
    'sent:',
    ...indent(showPieces(one)),
    ...(received ? [`received, ${end}:`, ...indent(showBytes(received))] : []),
    '',
  ].join('\n')
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}

/** What a case sends, with a caret under the octet that is wrong. */
export function showPieces({ send, at }: RfcCase): string[] {
  const lines: string[] = []
  let offset = 0
  for (const piece of send) {
    const { data, repeat = 1, times = 1 } = piece
    const bytes = Buffer.from(data.repeat(repeat * times), 'latin1')
    lines.push(
      ...showBytes(bytes, {
        at: at === undefined ? at : at - offset,
      }),
    )
    lines.push(...notesOn(piece))
    offset += bytes.length
  }
  return lines
}

function notesOn({ times = 1, pauseMilliseconds, end, rst }: Piece): string[] {
  const pause = `(a pause of ${pauseMilliseconds} ms)`
  return [
    ...(times > 1 ? [`(in ${times} pieces)`] : []),
    ...(pauseMilliseconds ? [pause] : []),
    ...(end ? ['(the client ends its side)'] : []),
    ...(rst ? ['(the client resets the connection)'] : []),
  ]
}
