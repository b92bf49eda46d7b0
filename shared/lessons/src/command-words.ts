// A command line as words. There is no shell, so that it means the same on
// every system: quotes are understood, and whatever a shell would do is not.

/** Splits `curl -d 'a b' "c"`. Throws where it would need a shell. */
export function splitCommand(line: string): string[] {
  const words: string[] = []
  let rest = line.trim()
  while (rest !== '') {
    let word = ''
    while (rest !== '' && !/^\s/.test(rest)) {
      const [piece, meaning] = nextPiece(rest)
      word += meaning
      rest = rest.slice(piece.length)
    }
    words.push(word)
    rest = rest.trimStart()
  }
  return words
}

/** What is read, and what it means. */
function nextPiece(text: string): [string, string] {
  const [single, literal] = /^'([^']*)'/.exec(text) ?? []
  if (single !== undefined) return [single, literal ?? '']
  const [double, escaped] = /^"((?:[^"\\$`]|\\.)*)"/.exec(text) ?? []
  if (double !== undefined) {
    return [double, (escaped ?? '').replace(/\\(["\\$`])/g, '$1')]
  }
  const [escape] = /^\\./.exec(text) ?? []
  if (escape !== undefined) return [escape, escape.slice(1)]
  const [plain] = /^[^\s'"\\|&;<>()$`*?]+/.exec(text) ?? []
  if (plain !== undefined) return [plain, plain]
  throw new Error(`Cannot run a command with ${text[0]} outside of quotes`)
}
