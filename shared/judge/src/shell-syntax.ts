// Finds in a command line what only a shell understands, and writes the line
// that hands it to one.

/** Operators, and what a shell replaces; `quoted` also in double quotes. */
const SYNTAX: readonly { pattern: RegExp; quoted?: true }[] = [
  { pattern: /&&|\|\||[;|&]|\d?>>?(?:&\d)?|<+/g },
  { pattern: /\$(?:\w+|\{[^}]*\}?|\([^)]*\)?)/g, quoted: true },
  { pattern: /`[^`]*`?/g, quoted: true },
  { pattern: /(?<=^|\s)~[\w/]*/g },
  { pattern: /\S*(?:[*?]|\[[^\]\s]+\])\S*/g },
  { pattern: /\\(?=\s)/g },
]

/** Commands of the shell itself, and assignments, where a command begins. */
const AT_THE_START =
  /(?:^|&&|\|\||[;|&])\s*(cd|export|source|\.|exec|eval|set|ulimit|umask|trap|[A-Za-z_]\w*=\S*)(?=\s|$)/g

const ON_WINDOWS = /&&|\|\||[|&<>]|%\w+%|^\s*(?:cd|set|call)(?=\s)/g

/** Each thing that only a shell understands, once, in the order of the line. */
export function findShellSyntax(
  line: string,
  platform: NodeJS.Platform = process.platform,
): string[] {
  const bare = blank(line, /"(?:\\["\\]|[^"])*"|'[^']*'/g)
  const withQuotes = blank(line, /'[^']*'/g)
  const found =
    platform === 'win32'
      ? [...bare.matchAll(ON_WINDOWS)]
      : [
          ...bare.matchAll(AT_THE_START),
          ...SYNTAX.flatMap(({ pattern, quoted }) => [
            ...(quoted ? withQuotes : bare).matchAll(pattern),
          ]),
        ]
  const texts = found
    .map((match) => ({ at: match.index, text: (match[1] ?? match[0]).trim() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ text }) => text)
  return [...new Set(texts)]
}

/** Spaces in place of what matches, so that positions stay. */
function blank(text: string, pattern: RegExp): string {
  return text.replaceAll(pattern, (match) => '_'.repeat(match.length))
}

/**
 * An option whose value runs the line in a shell, quoted for the shell in which
 * it is typed. The value itself is for splitCommand, which knows quotes, too.
 */
export function inShell(
  line: string,
  platform: NodeJS.Platform = process.platform,
): string {
  if (platform === 'win32') {
    return `--cmd "cmd /c ${line.replaceAll('"', String.raw`\"`)}"`
  }
  if (!/["'$`\\!]/.test(line)) return `--cmd "sh -c '${line}'"`
  const value = `sh -c "${line.replaceAll(/["\\]/g, String.raw`\$&`)}"`
  return `--cmd '${value.replaceAll("'", String.raw`'\''`)}'`
}
