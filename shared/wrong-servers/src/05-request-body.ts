// Servers that read another body than the one that was sent.
import { lines, type WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'takes for a length what Number takes',
    step: 5,
    file: 'src/wire/framing.ts',
    replace: '!/^[0-9]+$/.test(value)',
    by: 'Number.isNaN(Number(value))',
    caught: ['05.20', '05.23'],
  },
  {
    name: 'takes for a length what parseInt takes',
    step: 5,
    file: 'src/wire/framing.ts',
    replace: '!/^[0-9]+$/.test(value)',
    by: 'Number.isNaN(parseInt(value))',
    also: [
      {
        file: 'src/wire/framing.ts',
        replace: 'const length = Number(value)',
        by: 'const length = parseInt(value)',
      },
    ],
    caught: ['05.10 to 05.15', '05.18 to 05.19', '05.26 to 05.27'],
  },
  {
    name: 'takes what is no number for no body',
    step: 5,
    file: 'src/wire/framing.ts',
    replace: '!/^[0-9]+$/.test(value)',
    by: 'false',
    also: [
      {
        file: 'src/wire/framing.ts',
        replace: 'const length = Number(value)',
        by: 'const length = Number(value) || 0',
      },
    ],
    caught: ['05.16 to 05.17', '05.21 to 05.22'],
  },
  {
    name: 'takes a list of lengths for its first',
    step: 5,
    file: 'src/wire/framing.ts',
    replace: "const [value = '0'] = values",
    by: "const value = values.join().split(',')[0]?.trim() ?? '0'",
    also: [
      { file: 'src/wire/framing.ts', replace: 'values.length > 1 || ', by: '' },
    ],
    caught: ['05.2', '05.28 to 05.30'],
  },
  {
    name: 'counts in 32 bits',
    step: 5,
    file: 'src/wire/framing.ts',
    replace: 'const length = Number(value)',
    by: 'const length = Number(value) >>> 0',
    caught: ['05.35 to 05.38'],
  },
  {
    name: 'takes bodies of any length',
    step: 5,
    file: 'src/wire/limits.ts',
    replace: 'bodyBytes: 1024 * 1024',
    by: 'bodyBytes: Infinity',
    caught: ['05.34', '05.39'],
  },
  {
    name: 'takes a short body for a whole one',
    step: 5,
    file: 'src/wire/length-body.ts',
    replace:
      'throw new HttpError(400, `Body ended ${missing} bytes too early`)',
    by: 'return',
    caught: ['05.40 to 05.41'],
  },
  {
    name: 'answers before the last byte of the body',
    step: 5,
    file: 'src/wire/length-body.ts',
    replace: 'let missing = length',
    by: 'let missing = length - 1',
    caught: ['05.1', '05.4 to 05.9', '05.33', '05.42'],
  },
  {
    name: 'refuses a length of 0',
    step: 5,
    file: 'src/wire/framing.ts',
    replace: '/^[0-9]+$/',
    by: '/^0*[1-9][0-9]*$/',
    also: [
      {
        file: 'src/wire/framing.ts',
        replace: 'values.length > 1 ||',
        by: 'values.length > 0 &&',
      },
    ],
    caught: ['05.3'],
  },
  {
    name: 'takes white space off names',
    step: 5,
    file: 'src/wire/request-head.ts',
    replace: 'line.slice(0, Math.max(0, colon))',
    by: 'line.slice(0, Math.max(0, colon)).trim()',
    caught: ['05.32'],
  },
  {
    name: 'unfolds folded lines',
    step: 5,
    file: 'src/wire/request-head.ts',
    replace: 'let end = findLineEnd(text, 0)',
    by: lines(
      String.raw`text = text.replaceAll(/\r\n[ \t]+/g, ' ')`,
      '  let end = findLineEnd(text, 0)',
    ),
    caught: ['05.31'],
  },
  {
    name: 'ignores Transfer-Encoding',
    step: 5,
    file: 'src/wire/framing.ts',
    replace: "if (head.headers.getAll('transfer-encoding').length > 0) {",
    by: "if (head.method === 'TRANSFER-ENCODING') {",
    caught: ['05.43'],
  },
  {
    name: 'takes any digit of Unicode',
    step: 5,
    file: 'src/wire/framing.ts',
    replace: '!/^[0-9]+$/.test(value)',
    by: String.raw`!/^[\x80-\xff\d]+$/.test(value)`,
    also: [
      {
        file: 'src/wire/framing.ts',
        replace: 'const length = Number(value)',
        by: "const length = Number(value.replaceAll(/[^0-9]/g, ''))",
      },
    ],
    caught: ['05.24'],
  },
  {
    name: 'takes control octets out of values',
    step: 5,
    file: 'src/wire/request-head.ts',
    replace: 'trimOws(line.slice(colon + 1))',
    by: String.raw`trimOws(line.slice(colon + 1)).replaceAll(/[\x00-\x1f]/g, '')`,
    caught: ['05.25'],
  },
]
