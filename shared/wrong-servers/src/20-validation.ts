// Servers that say too little, or too much, of what is wrong.
import { lines, type WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'does not say where a fault is',
    step: 20,
    file: 'src/api/fault.ts',
    replace: 'const place = [...loc, ...path.map(shortName)]',
    by: 'const place = [...loc]',
    caught: ['20.1', '20.47', '20.52'],
  },
  {
    name: 'does not tell what is missing from what is wrong',
    step: 20,
    file: 'src/api/fault.ts',
    replace: 'if (value === undefined && canMiss) {',
    by: 'if (value === null && !canMiss) {',
    caught: ['20.2 to 20.6'],
  },
  {
    name: 'answers faults with 400',
    step: 20,
    file: 'src/api/fault.ts',
    replace: 'super(422,',
    by: 'super(400,',
    caught: ['20.23', '20.33', '20.36 to 20.37', '20.39', '20.41'],
  },
  {
    name: 'answers 400 to broken JSON',
    step: 20,
    file: 'src/api/body.ts',
    replace: 'if (!(error instanceof JsonError)) throw error',
    by: 'if (error instanceof JsonError || true) throw error',
    caught: ['20.7 to 20.16', '20.45', '20.58'],
  },
  {
    name: 'replaces what is no UTF-8',
    step: 20,
    file: 'src/web/json.ts',
    replace: 'if (!isUtf8(bytes)) {',
    by: 'if (!isUtf8(bytes) && bytes.length === 0) {',
    caught: ['20.17 to 20.21'],
  },
  {
    name: 'takes JSON of any depth',
    step: 20,
    file: 'src/web/json.ts',
    replace: 'if (!isDeeper(value, MAX_DEPTH)) return value',
    by: 'if (isDeeper(value, 0) !== undefined) return value',
    caught: ['20.22'],
  },
  {
    name: 'reads ids as Number does',
    step: 20,
    file: 'src/books.ts',
    replace: lines(String.raw`  .regex(/^[1-9]\d{0,14}$/)`, ''),
    by: '',
    caught: ['20.24 to 20.32', '20.34', '20.40', '20.42'],
  },
  {
    name: 'takes digits of all scripts in an id',
    step: 20,
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
    caught: ['20.35', '20.38', '20.43 to 20.44', '20.46'],
  },
  {
    name: 'says all of what was wrong, however long',
    step: 20,
    file: 'src/api/fault.ts',
    replace: 'const MOST_CHARACTERS = 1000',
    by: 'const MOST_CHARACTERS = Infinity',
    caught: ['20.48 to 20.49'],
  },
  {
    name: 'spreads faults over the stack',
    step: 20,
    file: 'src/api/fault.ts',
    replace: 'faults.push(...faultsOf(checked, loc))',
    by: lines(
      'faults.push(...faultsOf(checked, loc))',
      '  if (checked.issues && checked.issues.length > 200) throw new ' +
        "RangeError('Maximum call stack size exceeded')",
    ),
    caught: ['20.50 to 20.51'],
  },
  {
    name: 'looks at no media type',
    step: 20,
    file: 'src/web/json.ts',
    replace: lines('if (types.includes(type)) return', ''),
    by: lines("if (type !== '?') return", ''),
    caught: ['20.53 to 20.55'],
  },
  {
    name: 'looks at Accept behind the body',
    step: 20,
    file: 'src/api/endpoint.ts',
    replace: lines('if (hasContent) checkAccept(request, JSON_TYPE)', ''),
    by: '',
    caught: ['20.56'],
  },
  {
    name: 'takes malformed credentials for none',
    step: 20,
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
    caught: ['20.57'],
  },
  {
    name: 'takes an id of no characters',
    step: 20,
    file: 'src/web/route-tree.ts',
    replace: "segment === '' ? undefined",
    by: "segment === '?' ? undefined",
    caught: ['20.59'],
  },
]
