// Servers that take TCP for a stream of messages, or wait without a limit.
import { lines, type WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'thinks that a head comes in one piece',
    step: 4,
    file: 'src/wire/request-head.ts',
    replace: '} while (await reader.readMore())',
    by: '} while (false)',
    caught: ['04.1', '04.18'],
  },
  {
    name: 'answers at the first line end',
    step: 4,
    file: 'src/wire/request-head.ts',
    replace: 'head.indexOf(HEAD_END, from)',
    by: String.raw`head.indexOf('\r\n', from)`,
    also: [
      {
        file: 'src/wire/request-head.ts',
        replace: 'return end + 4',
        by: 'return end + 2',
      },
      {
        file: 'src/wire/request-head.ts',
        replace: 'length - 4',
        by: 'length - 2',
      },
    ],
    caught: ['04.2', '04.15 to 04.16', '04.19'],
  },
  {
    name: 'skips one empty line and no more',
    step: 4,
    file: 'src/wire/request-head.ts',
    replace: String.raw`while (reader.bytes[0] === 0x0d && reader.bytes[1] === 0x0a)`,
    by: String.raw`if (reader.bytes[0] === 0x0d && reader.bytes[1] === 0x0a)`,
    caught: ['04.3 to 04.4', '04.17'],
  },
  {
    name: 'takes a bare LF for a line end',
    step: 4,
    file: 'src/wire/request-head.ts',
    replace: "reader.take(length).toString('latin1', 0, length - 4)",
    by:
      "reader.take(length).toString('latin1')" +
      String.raw`.replaceAll(/\r?\n/g, '\r\n').slice(0, -4)`,
    also: [
      {
        file: 'src/wire/request-head.ts',
        replace: 'const end = head.indexOf(HEAD_END, from)',
        by: String.raw`const end = head.toString('latin1').search(/\r?\n\r?\n/)`,
      },
      {
        file: 'src/wire/request-head.ts',
        replace: 'if (/[^',
        by: 'if (end === -1 && /[^',
      },
      {
        file: 'src/wire/request-head.ts',
        replace: 'return end + 4',
        by:
          "return end + (head.toString('latin1', " +
          String.raw`end).match(/^\r?\n\r?\n/)?.[0].length ?? 4)`,
      },
    ],
    caught: ['04.14'],
  },
  {
    name: 'answers in the middle of a head',
    step: 4,
    file: 'src/wire/request-head.ts',
    replace: 'if (length === undefined) continue',
    by: lines(
      'if (length === undefined && reader.bytes.length > 40)',
      "      throw new HttpError(400, 'Not yet')",
      '    if (length === undefined) continue',
    ),
    caught: ['04.5 to 04.13'],
  },
]
