// Splits a command line into words, without a shell.

const WORD = /(?:"((?:\\["\\]|[^"])*)"|'([^']*)'|([^\s"']+))/y

/**
 * Words as a shell would see them: quotes keep spaces together, and nothing
 * else means anything. A backslash is a backslash: Windows has it in paths.
 * Throws where a quotation is not closed.
 */
export function splitCommand(line: string): string[] {
  const words: string[] = []
  let at = 0
  while (at < line.length) {
    const [space = ''] = /^\s+/.exec(line.slice(at)) ?? []
    at += space.length
    if (at === line.length) break
    let word = ''
    while (at < line.length && !/\s/.test(line.charAt(at))) {
      WORD.lastIndex = at
      const match = WORD.exec(line)
      if (match === null) throw new Error(`Cannot find the end of ${line}`)
      const [all, double, single, bare] = match
      word += double?.replaceAll(/\\(["\\])/g, '$1') ?? single ?? bare ?? ''
      at += all.length
    }
    words.push(word)
  }
  return words
}
