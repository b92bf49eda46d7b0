// What an Authorization field says, and which ones say nothing at all
// (RFC 9110 §11.6.2, RFC 7617 §2, RFC 6750 §2.1).
import { describe, expect, it } from 'vitest'
import { parseAuthorization, unauthorized } from '#src/web/authorization.ts'
import { HttpHeaders } from '#src/wire/headers.ts'

const CHALLENGES = [
  ['WWW-Authenticate', 'Basic realm="bookshelf", charset="UTF-8"'],
  ['WWW-Authenticate', 'Bearer realm="bookshelf"'],
]

describe('parseAuthorization', () => {
  it('gives nothing where no field came', () => {
    expect(parse([])).toBe(undefined)
  })

  it.each([
    ['ada:lovelace', 'ada', 'lovelace'],
    ['ada:', 'ada', ''],
    [':lovelace', '', 'lovelace'],
    [':', '', ''],
    ['ada:a:b::', 'ada', 'a:b::'],
    [' ada :  ', ' ada ', '  '],
    ['zoë:pässwörd €𝄞', 'zoë', 'pässwörd €𝄞'],
    ['ada:\u2028\u0085', 'ada', '\u2028\u0085'],
    ['__proto__:x', '__proto__', 'x'],
    [`ada:${'a'.repeat(9_000)}`, 'ada', 'a'.repeat(9_000)],
  ])('finds user and password in %j', (pair, user, secret) => {
    expect(parse([basic(pair)])).toEqual({ scheme: 'Basic', user, secret })
  })

  it.each(['b', 'mF_9.B5f-4.1JqM', 'a~+/==', 'basic'])(
    'finds the token %j',
    (secret) => {
      expect(parse([`Bearer ${secret}`])).toEqual({ scheme: 'Bearer', secret })
    },
  )

  it.each(['basic', 'BASIC', 'bAsIc', 'Basic   '])(
    'reads "%s" as Basic',
    (scheme) => {
      const user = { scheme: 'Basic', user: 'ada', secret: 'lovelace' }
      expect(parse([`${scheme} YWRhOmxvdmVsYWNl`])).toEqual(user)
    },
  )

  it.each(['bearer', 'BEARER', 'Bearer   '])('reads "%s" as Bearer', (scheme) =>
    expect(parse([`${scheme} abc`])).toEqual({
      scheme: 'Bearer',
      secret: 'abc',
    }),
  )

  it.each([
    ['nothing', ['']],
    ['a scheme alone', ['Basic']],
    ['a token without a scheme', ['YWRhOmxvdmVsYWNl']],
    ['a scheme that nobody offered', ['Digest YWRhOmxvdmVsYWNl']],
    ['a scheme that ends like one', ['XBasic YWRhOmxvdmVsYWNl']],
    ['a tab for a space', ['Basic\tYWRhOmxvdmVsYWNl']],
    ['a user and a password in the clear', ['Basic ada:lovelace']],
    ['quotes', ['Basic "YWRhOmxvdmVsYWNl"']],
    ['a parameter', ['Bearer token="abc"']],
    ['a space in a token', ['Bearer abc abc']],
    ['a token of padding', ['Bearer ==']],
    ['padding inside a token', ['Bearer a=b']],
    ['a token beyond ASCII', ['Bearer abc\xe9']],
    ['a token in a second line', ['Bearer abc\nabc']],
    ['two in one field', ['Bearer abc, Bearer abc']],
    ['two fields', ['Bearer abc', 'Bearer abc']],
    ['a field and an empty one', ['Bearer abc', '']],
    ['no colon', [basic('ada')]],
    ['a NUL', [basic('ada:love\0lace')]],
    ['a line feed', [basic('ada:lovelace\n')]],
    ['a tab in a name', [basic('a\tda:lovelace')]],
    ['a DEL', [basic('ada:lovelace\x7f')]],
    ['what is no Base64', ['Basic YWRh.Omxv~dmVsYWNl']],
    ['what is no UTF-8', [basic(Buffer.from('ada:lovel\xe9', 'latin1'))]],
  ])('refuses %s with 401 and says what it takes', (_, values) => {
    const refusal = { status: 401, headers: CHALLENGES }
    expect(() => parse(values)).toThrow(expect.objectContaining(refusal))
  })
})

describe('unauthorized', () => {
  it('says more to a client that sent a token', () => {
    const error = unauthorized('Unknown token', ', error="invalid_token"')
    const [first, [name, value] = []] = error.headers
    expect(error).toMatchObject({ status: 401, message: 'Unknown token' })
    expect(first).toEqual(CHALLENGES[0])
    expect(name).toBe('WWW-Authenticate')
    expect(value).toBe('Bearer realm="bookshelf", error="invalid_token"')
  })
})

function parse(values: readonly string[]) {
  const lines = values.map((value) => ['authorization', value] as const)
  return parseAuthorization(new HttpHeaders(lines))
}

function basic(pair: string | Buffer): string {
  return `Basic ${Buffer.from(pair).toString('base64')}`
}
