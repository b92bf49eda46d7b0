// The same bytes by hand: a curl command where the request is one that curl
// would send, and printf with nc for all that it would not.

/** Bytes to send, and where. */
export interface Sending {
  readonly bytes: Buffer
  /** The lengths of the pieces in which they were sent. */
  readonly lengths: readonly number[]
  /** Whether the client ends its side. */
  readonly ended: boolean
  readonly host: string
  readonly port: number
}

/** A command for a shell, on one line. */
export function byHand(sending: Sending): string {
  const whole = sending.lengths.length < 2 && !sending.ended
  return (whole ? curl(sending) : undefined) ?? netcat(sending)
}

/**
 * The same for Windows, whose shells have other quotes and no nc: our own
 * command, which needs none. Its random values are other ones.
 */
export function bySend(
  id: string,
  { lengths, host, port }: Pick<Sending, 'lengths' | 'host' | 'port'>,
): string {
  const name = host.includes(':') ? `[${host}]` : host
  const isUsual = host === 'localhost' && port === 8000
  const [first = 0] = lengths
  return [
    `npm run send -- ${id}`,
    ...(isUsual ? [] : [`--to ${name}:${port}`]),
    ...(lengths.length < 2 ? [] : [`--pieces ${first} --pause 100`]),
  ].join(' ')
}

const REQUEST =
  /^([A-Z]+) (\/[!"$-~]*) HTTP\/1\.([01])\r\n((?:[!#-'*+.^`|~\w-]+: [!-~](?:[ -~]*[!-~])?\r\n)*)\r\n([ -~]*)$/

function curl({ bytes, host, port }: Sending): string | undefined {
  const match = REQUEST.exec(bytes.toString('latin1'))
  if (match === null) return undefined
  const [, method = '', target = '', minor, head = '', body = ''] = match
  const lines = head.split('\r\n').filter((line) => line !== '')
  const named = (name: string): string[] =>
    lines.filter((line) => line.toLowerCase().startsWith(`${name}: `))
  const lengths = named('content-length')
  const framed = body === '' ? 'none' : `content-length: ${body.length}`
  if ((lengths.join().toLowerCase() || 'none') !== framed) return undefined
  if (named('transfer-encoding').length > 0) return undefined
  if (!/^(?:host: localhost)?$/i.test(named('host').join())) return undefined
  const rest = lines.filter((line) => !/^(?:content-length|host):/i.test(line))
  const type = body !== '' && named('content-type').length === 0
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  return [
    'curl -i',
    ...(method === 'HEAD' ? ['--head'] : []),
    ...(method === 'GET' || method === 'HEAD' ? [] : [`-X ${method}`]),
    ...(minor === '0' ? ['--http1.0'] : []),
    ...(/\/\./.test(target) ? ['--path-as-is'] : []),
    ...(/[[\]{}]/.test(target) ? ['--globoff'] : []),
    ...rest.map((line) => `-H ${quoted(line)}`),
    ...(type ? ["-H 'Content-Type:'"] : []),
    ...(body === '' ? [] : [`--data-binary ${quoted(body)}`]),
    quoted(url + target),
  ].join(' ')
}

/** For a shell, in single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function netcat({ bytes, lengths, ended, host, port }: Sending): string {
  // Byte by byte is more than anybody types: once in the middle.
  const middle = Math.floor(bytes.length / 2)
  const [split = 0] = lengths.length === 2 ? lengths : [middle]
  const pieces =
    lengths.length < 2
      ? [bytes]
      : [bytes.subarray(0, split), bytes.subarray(split)]
  const printed = pieces.map((piece) => `printf '${escaped(piece)}'`)
  const both = printed.join('; sleep 1; ')
  const sender = pieces.length > 1 ? `(${both})` : both
  return `${sender} | nc ${ended ? '-N ' : ''}${host} ${port}`
}

/** For printf, in single quotes. */
function escaped(bytes: Buffer): string {
  const known: Record<string, string> = {
    '\r': String.raw`\r`,
    '\n': String.raw`\n`,
    '\\': String.raw`\\`,
    '%': '%%',
  }
  return [...bytes]
    .map((octet) => {
      const character = String.fromCharCode(octet)
      const plain = octet >= 0x20 && octet < 0x7f && character !== "'"
      const octal = `\\${octet.toString(8).padStart(3, '0')}`
      return known[character] ?? (plain ? character : octal)
    })
    .join('')
}
