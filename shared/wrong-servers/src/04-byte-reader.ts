// Servers that take TCP for a stream of messages, or wait without a limit.
import { lines, type WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'thinks that a head comes in one piece',
    step: 'byte-reader',
    file: 'src/wire/request-head.ts',
    replace: '} while (await reader.readMore())',
    by: '} while (false)',
    caught: ['byte-reader.1', 'byte-reader.18'],
  },
  {
    name: 'answers at the first line end',
    step: 'byte-reader',
    file: 'src/wire/request-head.ts',
    replace: String.raw`HEAD_END = '\r\n\r\n'`,
    by: String.raw`HEAD_END = '\r\n'`,
    caught: [
      'byte-reader.2',
      'byte-reader.15 to byte-reader.16',
      'byte-reader.19',
    ],
  },
  {
    name: 'skips one empty line and no more',
    step: 'byte-reader',
    file: 'src/wire/request-head.ts',
    replace: String.raw`while (reader.bytes[0] === 0x0d && reader.bytes[1] === 0x0a)`,
    by: String.raw`if (reader.bytes[0] === 0x0d && reader.bytes[1] === 0x0a)`,
    caught: ['byte-reader.3 to byte-reader.4', 'byte-reader.17'],
  },
  {
    name: 'takes a bare LF for a line end',
    step: 'byte-reader',
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
    caught: ['byte-reader.14'],
  },
  {
    name: 'answers in the middle of a head',
    step: 'byte-reader',
    file: 'src/wire/request-head.ts',
    replace: 'if (length === undefined) return undefined',
    by: lines(
      'if (length === undefined && reader.bytes.length > 40)',
      "    throw new HttpError(400, 'Not yet')",
      '  if (length === undefined) return undefined',
    ),
    caught: ['byte-reader.5 to byte-reader.13'],
  },
  {
    name: 'waits for the end of what cannot become a head',
    step: 'byte-reader',
    file: 'src/wire/request-head.ts',
    replace: '  checkStart(reader.bytes)\n',
    by: '',
    caught: ['byte-reader.20 to byte-reader.21'],
  },
  {
    name: 'takes whatever is long for a target',
    step: 'byte-reader',
    file: 'src/wire/request-head.ts',
    replace: 'throw headTooLong(text, limits)',
    by: lines(
      'const long = headTooLong(text, limits)',
      "throw long.status === 431 ? long : new HttpError(414, 'Too long')",
    ),
    caught: ['byte-reader.22 to byte-reader.23'],
  },
]
