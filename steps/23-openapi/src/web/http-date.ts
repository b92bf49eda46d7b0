// HTTP-date: three ways to write a second (RFC 9110 §5.6.7). The first is
// ours; the others are old, and still have to be understood.

const FORMATS = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  /^\w{3}, (?<day>\d\d) (?<month>\w{3}) (?<year>\d{4}) (?<time>[\d:]{8}) GMT$/,
  // Sunday, 06-Nov-94 08:49:37 GMT
  /^\w{6,9}, (?<day>\d\d)-(?<month>\w{3})-(?<year>\d\d) (?<time>[\d:]{8}) GMT$/,
  // Sun Nov  6 08:49:37 1994
  /^\w{3} (?<month>\w{3}) (?<day>[ \d]\d) (?<time>[\d:]{8}) (?<year>\d{4})$/,
]

/** Milliseconds since 1970. Undefined for text that is no HTTP-date. */
export function parseHttpDate(text: string): number | undefined {
  for (const format of FORMATS) {
    const { groups } = format.exec(text) ?? {}
    if (groups === undefined) continue
    const { day, month, year = '', time } = groups
    const digits = day?.replace(' ', '0')
    const date = `${digits} ${month} ${wholeYear(year)} ${time} GMT`
    const milliseconds = Date.parse(date)
    // Date.parse is lenient: it makes 3 March of 31 February.
    const same = new Date(milliseconds).toUTCString().endsWith(date)
    return same ? milliseconds : undefined
  }
  return undefined
}

// Two digits are the year that is at most fifty years ahead.
function wholeYear(year: string): number | string {
  if (year.length === 4) return year
  const latest = new Date().getUTCFullYear() + 50
  return latest - ((latest - Number(year)) % 100)
}
