// Servers that read another body than the one that was sent.
import { lines, type WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'takes for a length what Number takes',
    step: 'request-body',
    file: 'src/wire/framing.ts',
    replace: '!/^[0-9]+$/.test(value)',
    by: 'Number.isNaN(Number(value))',
    caught: ['request-body.20', 'request-body.23'],
  },
  {
    name: 'takes for a length what parseInt takes',
    step: 'request-body',
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
    caught: [
      'request-body.10 to request-body.15',
      'request-body.18 to request-body.19',
      'request-body.26 to request-body.27',
    ],
  },
  {
    name: 'takes what is no number for no body',
    step: 'request-body',
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
    caught: [
      'request-body.16 to request-body.17',
      'request-body.21 to request-body.22',
    ],
  },
  {
    name: 'takes a list of lengths for its first',
    step: 'request-body',
    file: 'src/wire/framing.ts',
    replace: "const [value = '0'] = values",
    by: "const value = values.join().split(',')[0]?.trim() ?? '0'",
    also: [
      { file: 'src/wire/framing.ts', replace: 'values.length > 1 || ', by: '' },
    ],
    caught: ['request-body.2', 'request-body.28 to request-body.30'],
  },
  {
    name: 'counts in 32 bits',
    step: 'request-body',
    file: 'src/wire/framing.ts',
    replace: 'const length = Number(value)',
    by: 'const length = Number(value) >>> 0',
    caught: ['request-body.35 to request-body.38'],
  },
  {
    name: 'takes bodies of any length',
    step: 'request-body',
    file: 'src/wire/limits.ts',
    replace: 'bodyBytes: 1024 * 1024',
    by: 'bodyBytes: Infinity',
    caught: ['request-body.34', 'request-body.39'],
  },
  {
    name: 'takes a short body for a whole one',
    step: 'request-body',
    file: 'src/wire/length-body.ts',
    replace:
      'throw new HttpError(400, `Body ended ${missing} bytes too early`)',
    by: 'return',
    caught: ['request-body.40 to request-body.41'],
  },
  {
    name: 'answers before the last byte of the body',
    step: 'request-body',
    file: 'src/wire/length-body.ts',
    replace: 'let missing = length',
    by: 'let missing = length - 1',
    caught: [
      'request-body.1',
      'request-body.4 to request-body.9',
      'request-body.33',
      'request-body.42',
    ],
  },
  {
    name: 'refuses a length of 0',
    step: 'request-body',
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
    caught: ['request-body.3'],
  },
  {
    name: 'takes white space off names',
    step: 'request-body',
    file: 'src/wire/request-head.ts',
    replace: 'line.slice(0, Math.max(0, colon))',
    by: 'line.slice(0, Math.max(0, colon)).trim()',
    caught: ['request-body.32'],
  },
  {
    name: 'unfolds folded lines',
    step: 'request-body',
    file: 'src/wire/request-head.ts',
    replace: 'let end = findLineEnd(text, 0)',
    by: lines(
      String.raw`text = text.replaceAll(/\r\n[ \t]+/g, ' ')`,
      '  let end = findLineEnd(text, 0)',
    ),
    caught: ['request-body.31'],
  },
  {
    name: 'ignores Transfer-Encoding',
    step: 'request-body',
    file: 'src/wire/framing.ts',
    replace: "if (head.headers.getAll('transfer-encoding').length > 0) {",
    by: "if (head.method === 'TRANSFER-ENCODING') {",
    caught: ['request-body.43'],
  },
  {
    name: 'takes any digit of Unicode',
    step: 'request-body',
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
    caught: ['request-body.24'],
  },
  {
    name: 'takes control octets out of values',
    step: 'request-body',
    file: 'src/wire/request-head.ts',
    replace: 'trimOws(line.slice(colon + 1))',
    by: String.raw`trimOws(line.slice(colon + 1)).replaceAll(/[\x00-\x1f]/g, '')`,
    caught: ['request-body.25'],
  },
]
