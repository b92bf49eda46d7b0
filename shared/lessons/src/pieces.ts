// Cuts the text of a source file into pieces that a lesson can name: what is
// above the first declaration, each declaration with its comment, and each
// member of a class. Pieces put together again are the text.

/** One piece of a file. */
export interface Piece {
  /** What it declares: "parseList", "ByteReader.take"; "(top)" on its own. */
  readonly names: readonly string[]
  readonly lines: readonly string[]
}

/** The name of what stands above the first declaration, or member. */
export const TOP = '(top)'

/** The name of a class's last line. */
const END = '(end)'

/** Cuts a text. Relies on its formatting: what is declared starts a line. */
export function piecesOf(text: string): Piece[] {
  if (text === '') return []
  const lines = text.replace(/\n$/, '').split('\n')
  const [first, ...rest] = paragraphs(lines, /^[^\s})\]]/).map((group) => ({
    names: declaredIn(group),
    lines: group,
  }))
  if (first === undefined) return []
  const names = first.names.length === 0 ? [TOP] : first.names
  return merge([{ ...first, names }, ...rest]).flatMap(splitClass)
}

/** Puts pieces together. */
export function textOf(pieces: readonly Piece[]): string {
  if (pieces.length === 0) return ''
  return `${pieces.map(joined).join('').replace(/^\n+/, '')}\n`
}

/** Whether a name means that piece: "ByteReader" means all its members. */
export function means(name: string, piece: Piece): boolean {
  return piece.names.some((own) => own === name || own.startsWith(`${name}.`))
}

/** The same pieces, those that the name means as one. */
export function gather(pieces: readonly Piece[], name: string): Piece[] {
  const own = pieces.filter((piece) => means(name, piece))
  const [first] = own
  if (first === undefined || own.length === 1) return [...pieces]
  const names = [name, ...own.flatMap((piece) => piece.names)]
  const lines = textOf(own).replace(/\n$/, '').split('\n')
  return pieces.flatMap((piece) => {
    if (piece === first) return [{ names, lines }]
    return own.includes(piece) ? [] : [piece]
  })
}

/** Whether a piece is the last line of its class. */
export function isEnd({ names: [name = ''] }: Piece): boolean {
  return name.endsWith(`.${END}`)
}

/** A blank line is between pieces, but for the end of a class. */
function joined(piece: Piece): string {
  const text = piece.lines.join('\n')
  return isEnd(piece) ? `\n${text}` : `\n\n${text}`
}

/** Parts at each blank line before a line that begins something. */
function paragraphs(lines: readonly string[], begins: RegExp): string[][] {
  const groups: string[][] = [[]]
  for (const [at, line] of lines.entries()) {
    if (line !== '') groups.at(-1)?.push(line)
    else if (begins.test(lines[at + 1] ?? '')) groups.push([])
    else groups.at(-1)?.push(line)
  }
  return groups
}

const DECLARATION = new RegExp(
  '^(?:export )?(?:declare )?(?:abstract )?(?:async )?' +
    '(?:function\\*?|class|const|let|interface|type) ([\\w$]+)',
)

function declaredIn(lines: readonly string[]): string[] {
  return lines.flatMap((line) => DECLARATION.exec(line)?.[1] ?? [])
}

/** A class becomes its members. */
function splitClass(piece: Piece): Piece[] {
  const { lines } = piece
  const at = lines.findIndex((line) => /^(?:export )?class /.test(line))
  const [name = ''] = piece.names
  if (at === -1 || lines.at(-1) !== '}') return [piece]
  const body = paragraphs(lines.slice(0, -1), /^ {2}[^\s})\]]/)
  const members = merge(
    body.map((part, index) => ({
      lines: part,
      names: (index === 0 ? [TOP] : membersIn(part)).map(
        (member) => `${name}.${member}`,
      ),
    })),
  )
  return [...members, { names: [`${name}.${END}`], lines: ['}'] }]
}

const MEMBER = new RegExp(
  '^ {2}(?:(?:static|readonly|override|async|accessor|get|set) |\\*)*' +
    '(#?[\\w$]+)\\s*[?!]?\\s*(?:[(:=<;]|$)',
)

function membersIn(lines: readonly string[]): string[] {
  return lines.flatMap((line) => MEMBER.exec(line)?.[1] ?? [])
}

/** Paragraphs that declare nothing go to a neighbor: comments to the next. */
function merge(pieces: readonly Piece[]): Piece[] {
  const merged: Piece[] = []
  for (const piece of pieces) {
    const last = merged.at(-1)
    const isJoined =
      last !== undefined &&
      (piece.names.length === 0 ? !isComment(piece) : isLoose(last))
    if (isJoined) merged[merged.length - 1] = join(last, piece)
    else merged.push(piece)
  }
  const [last, before] = [merged.at(-1), merged.at(-2)]
  if (last === undefined || before === undefined || !isLoose(last)) {
    return merged
  }
  return [...merged.slice(0, -2), join(before, last)]
}

function isLoose(piece: Piece): boolean {
  return piece.names.length === 0
}

function isComment({ lines }: Piece): boolean {
  return lines.every((line) => /^\s*(?:\/\/|\/\*|\*)/.test(line))
}

function join(one: Piece, two: Piece): Piece {
  return {
    names: [...one.names, ...two.names],
    lines: [...one.lines, '', ...two.lines],
  }
}
