// What differs from run to run, made alike: ports, dates, times, ids.

const DATE = 'Thu, 01 Jan 2026 12:00:00 GMT'

/** How long a step took to answer, in Server-Timing. */
const DURATION = /\bdur=[\d.]+/g

const DATES = /\b\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g

/** The text with every date of HTTP made the same; its length stays. */
export function normalizeDates(text: string): string {
  return text.replace(DATES, DATE)
}

/** What is replaced, and by what. */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [DATES, DATE],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '2026-01-01T12:00:00.000Z'],
  [
    /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/g,
    '3f0c1e5a-7d2b-4c68-9a41-5b8e6d7f9012',
  ],
  [DURATION, 'dur=0.1'],
  // A file's: when it was changed, and its size.
  [/"[\da-z]{10,12}-([\da-z]+)"/g, '"dn3qesl3mpha-$1"'],
  [/\bsession=[\w-]{16,}/g, 'session=Zm9yLWV4YW1wbGUtb25seQ'],
  [/"token":"[\w-]{16,}"/g, '"token":"Zm9yLWV4YW1wbGUtb25seQ"'],
  [/(curl: \(\d+\) .* after )\d+( ms| milliseconds)/g, '$11000$2'],
]

/** The width of the wire view where there is no terminal. */
const WIDTH = 80

/** What a program has printed, as a lesson shows it. */
export function normalize(text: string, port: number): string {
  const here = new RegExp(`\\b(?:localhost|127\\.0\\.0\\.1):${port}\\b`, 'g')
  const alike = ALIKE.reduce(
    (all, [from, to]) => all.replace(from, to),
    evenOut(text.replace(/\r\n/g, '\n')).replace(here, 'localhost:8000'),
  )
  return alike
    .split('\n')
    .map((line) => normalizeRule(line.trimEnd()))
    .join('\n')
}

/** Counts in the wire view as if all durations had one length. */
function evenOut(text: string): string {
  const surplus = new Map<string, number>()
  const parts = text.split(/^(?=#\d+ )/m).map((part) => {
    const [, name = '', what = ''] = /^(#\d+) (\w+(?: → \w+)?)/.exec(part) ?? []
    const before = surplus.get(name) ?? 0
    if (what === 'closed') {
      return part.replace(/[\d,]+(?= out )/, (count) => less(count, before))
    }
    if (what !== 'server → client') return part
    const own = surplusIn(part)
    surplus.set(name, before + own)
    return part.replace(/[\d,]+(?= bytes )/, (count) => less(count, own))
  })
  return parts.join('')
}

function less(count: string, surplus: number): string {
  return (Number(count.replaceAll(',', '')) - surplus).toLocaleString('en')
}

function surplusIn(text: string): number {
  const durations = text.match(DURATION) ?? []
  return durations.reduce((sum, each) => sum + each.length - 7, 0)
}

/** A line of the wire view that ends with a time. */
function normalizeRule(line: string): string {
  const [, what, time = ''] = /^(#\d+ .*?) ─+ (\S+(?: m?s)?)$/.exec(line) ?? []
  if (what === undefined) return line
  const shown = time.includes(':') ? '12:00:00' : '1.0 ms'
  const dashes = WIDTH - what.length - shown.length - 2
  return `${what} ${'─'.repeat(Math.max(1, dashes))} ${shown}`
}
