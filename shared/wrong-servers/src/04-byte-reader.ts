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
    replace: String.raw`HEAD_END = '\r\n\r\n'`,
    by: String.raw`HEAD_END = '\r\n'`,
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
    replace: 'const length = findHeadEnd(text, limits, from)',
    by: lines(
      String.raw`const [head] = text.match(/^[^]*?\r?\n\r?\n/) ?? []`,
      '  const length = head?.length ?? findHeadEnd(text, limits, from)',
    ),
    also: [
      {
        file: 'src/wire/request-head.ts',
        replace: 'text.slice(0, length - HEAD_END.length)',
        by: String.raw`head.replaceAll(/\r?\n/g, '\r\n').slice(0, -4)`,
      },
    ],
    caught: ['04.14'],
  },
  {
    name: 'answers in the middle of a head',
    step: 4,
    file: 'src/wire/request-head.ts',
    replace: 'if (length === undefined) return undefined',
    by: lines(
      'if (length === undefined && reader.bytes.length > 40)',
      "    throw new HttpError(400, 'Not yet')",
      '  if (length === undefined) return undefined',
    ),
    caught: ['04.5 to 04.13'],
  },
  {
    name: 'waits for the end of what cannot become a head',
    step: 4,
    file: 'src/wire/request-head.ts',
    replace: '  checkStart(reader.bytes)\n',
    by: '',
    caught: ['04.20 to 04.21'],
  },
  {
    name: 'takes whatever is long for a target',
    step: 4,
    file: 'src/wire/request-head.ts',
    replace: 'throw headTooLong(text, limits)',
    by: lines(
      'const long = headTooLong(text, limits)',
      "throw long.status === 431 ? long : new HttpError(414, 'Too long')",
    ),
    caught: ['04.22 to 04.23'],
  },
]
