// Servers that say too little, or too much, of what is wrong.
import { lines, type WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'does not say where a fault is',
    step: 'validation',
    file: 'src/api/fault.ts',
    replace: 'const place = [...loc, ...path.map(shortName)]',
    by: 'const place = [...loc]',
    caught: ['validation.1', 'validation.47', 'validation.52'],
  },
  {
    name: 'does not tell what is missing from what is wrong',
    step: 'validation',
    file: 'src/api/fault.ts',
    replace: 'if (value === undefined && canMiss) {',
    by: 'if (value === null && !canMiss) {',
    caught: ['validation.2 to validation.6'],
  },
  {
    name: 'answers faults with 400',
    step: 'validation',
    file: 'src/api/fault.ts',
    replace: 'super(422,',
    by: 'super(400,',
    caught: [
      'validation.23',
      'validation.33',
      'validation.36 to validation.37',
      'validation.39',
      'validation.41',
    ],
  },
  {
    name: 'answers 400 to broken JSON',
    step: 'validation',
    file: 'src/api/body.ts',
    replace: 'if (!(error instanceof JsonError)) throw error',
    by: 'if (error instanceof JsonError || true) throw error',
    caught: ['validation.7 to validation.16', 'validation.45', 'validation.58'],
  },
  {
    name: 'replaces what is no UTF-8',
    step: 'validation',
    file: 'src/web/json.ts',
    replace: 'if (!isUtf8(bytes)) {',
    by: 'if (!isUtf8(bytes) && bytes.length === 0) {',
    caught: ['validation.17 to validation.21'],
  },
  {
    name: 'takes JSON of any depth',
    step: 'validation',
    file: 'src/web/json.ts',
    replace: 'if (!isDeeper(value, MAX_DEPTH)) return value',
    by: 'if (isDeeper(value, 0) !== undefined) return value',
    caught: ['validation.22'],
  },
  {
    name: 'reads ids as Number does',
    step: 'validation',
    file: 'src/books.ts',
    replace: lines(String.raw`  .regex(/^[1-9]\d{0,14}$/)`, ''),
    by: '',
    caught: [
      'validation.24 to validation.32',
      'validation.34',
      'validation.40',
      'validation.42',
    ],
  },
  {
    name: 'takes digits of all scripts in an id',
    step: 'validation',
    file: 'src/books.ts',
    replace: String.raw`/^[1-9]\d{0,14}$/`,
    by: String.raw`/^[\p{N}]{1,40}$/u`,
    also: [
      {
        file: 'src/books.ts',
        replace: '.pipe(z.coerce.number<string>().int())',
        by: '.transform((text) => text.length)',
      },
    ],
    caught: [
      'validation.35',
      'validation.38',
      'validation.43 to validation.44',
      'validation.46',
    ],
  },
  {
    name: 'says all of what was wrong, however long',
    step: 'validation',
    file: 'src/api/fault.ts',
    replace: 'const MOST_CHARACTERS = 1000',
    by: 'const MOST_CHARACTERS = Infinity',
    caught: ['validation.48 to validation.49'],
  },
  {
    name: 'spreads faults over the stack',
    step: 'validation',
    file: 'src/api/fault.ts',
    replace: 'faults.push(...faultsOf(checked, loc))',
    by: lines(
      'faults.push(...faultsOf(checked, loc))',
      '  if (checked.issues && checked.issues.length > 200) throw new ' +
        "RangeError('Maximum call stack size exceeded')",
    ),
    caught: ['validation.50 to validation.51'],
  },
  {
    name: 'looks at no media type',
    step: 'validation',
    file: 'src/web/json.ts',
    replace: lines('if (types.includes(type)) return', ''),
    by: lines("if (type !== '?') return", ''),
    caught: ['validation.53 to validation.55'],
  },
  {
    name: 'looks at Accept behind the body',
    step: 'validation',
    file: 'src/api/endpoint.ts',
    replace: lines('if (hasContent) checkAccept(request, JSON_TYPE)', ''),
    by: '',
    caught: ['validation.56'],
  },
  {
    name: 'takes malformed credentials for none',
    step: 'validation',
    file: 'src/users.ts',
    replace: lines(
      'const credentials = parseAuthorization(headers)',
      "  if (credentials?.scheme !== 'Basic') return undefined",
    ),
    by: lines(
      'let credentials: ReturnType<typeof parseAuthorization>',
      '  try {',
      '    credentials = parseAuthorization(headers)',
      '  } catch {}',
      "  if (credentials?.scheme !== 'Basic') return undefined",
    ),
    also: [
      {
        file: 'src/users.ts',
        replace:
          'if (user === undefined && parseAuthorization(request.headers)) {',
        by: "if (user === '' && parseAuthorization(request.headers)) {",
      },
      {
        file: 'src/users.ts',
        replace: lines(
          '  const credentials = parseAuthorization(headers)',
          "  if (credentials?.scheme === 'Bearer') return credentials.secret",
        ),
        by: lines(
          "  const values = headers.getAll('authorization').join()",
          '  if (/^bearer /i.test(values)) return values.slice(7)',
        ),
      },
    ],
    caught: ['validation.57'],
  },
  {
    name: 'takes an id of no characters',
    step: 'validation',
    file: 'src/web/route-tree.ts',
    replace: "segment === '' ? undefined",
    by: "segment === '?' ? undefined",
    caught: ['validation.59'],
  },
]
