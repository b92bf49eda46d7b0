// Finds where a text stops being JSON, and what should have been there.
// JSON.parse tells some of that, in some versions of Node. This is the whole
// grammar of RFC 8259 as a table: what may come next, by what came before.

const ESCAPE = String.raw`\\(?:["\\/bfnrt]|u[\da-fA-F]{4})`
const STRING = String.raw`"(?:[^"\\\x00-\x1f]|${ESCAPE})*"`
const NUMBER = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?`
const VALUE = `${STRING}|${NUMBER}|true|false|null|[{[]`

type State = keyof typeof TOKENS

const TOKENS = {
  value: tokens(VALUE),
  'value or ]': tokens(String.raw`${VALUE}|\]`),
  name: tokens(STRING),
  'name or }': tokens(`${STRING}|}`),
  ':': tokens(':'),
  ', or ]': tokens(String.raw`,|\]`),
  ', or }': tokens(',|}'),
  'nothing more': tokens('(?!)'),
}

function tokens(alternatives: string): RegExp {
  return new RegExp(String.raw`[ \t\n\r]*(${alternatives})`, 'y')
}

/** Where a text is not JSON. */
export interface JsonFault {
  /** "value", "name or }". */
  readonly expected: string
  /** UTF-16 units before it, as JavaScript counts. */
  readonly position: number
}

/** The first fault of a text that is not JSON. */
export function findJsonFault(text: string): JsonFault {
  const open: string[] = []
  let state: State = 'value'
  let at = 0
  for (;;) {
    const pattern = TOKENS[state]
    pattern.lastIndex = at
    const [, token] = pattern.exec(text) ?? []
    if (token === undefined) break
    at = pattern.lastIndex
    state = follow(state, token, open)
  }
  const spaces = /[ \t\n\r]*/y
  spaces.lastIndex = at
  spaces.test(text)
  return { expected: state, position: spaces.lastIndex }
}

/** What comes after a token. `open` are the brackets still to be closed. */
function follow(state: State, token: string, open: string[]): State {
  if (token === '{' || token === '[') open.push(token)
  if (token === '{') return 'name or }'
  if (token === '[') return 'value or ]'
  if (token === ':') return 'value'
  const bracket = open.at(-1)
  if (token === ',') return bracket === '{' ? 'name' : 'value'
  if (state.startsWith('name') && token !== '}') return ':'
  if (token === '}' || token === ']') open.pop()
  if (open.length === 0) return 'nothing more'
  return open.at(-1) === '{' ? ', or }' : ', or ]'
}
