// Ranges: parts of a representation, counted in bytes (RFC 9110 §14.1.2).
import { parseList } from '../wire/list.ts'

/** The first and the last byte, counted from 0. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

/** More parts than this only make work. nginx has no limit, Apache 200. */
const MOST_RANGES = 16

/**
 * The parts of `size` bytes that a Range field names; those beyond the end do
 * not count. Undefined: the field asks for nothing that has to be done.
 */
export function parseRange(
  value: string,
  size: number,
): ByteRange[] | undefined {
  const [, list] = /^bytes=(.*)$/i.exec(value) ?? []
  const specs = parseList([list ?? ''])
  const ranges = specs.map((spec) => parseSpec(spec, size))
  const valid = ranges.filter((range) => range !== undefined)
  const many = specs.length === 0 || specs.length > MOST_RANGES
  if (many || valid.length < specs.length) return undefined
  const found = valid.filter(({ first, last }) => first <= last)
  // Overlapping parts would make a small file large.
  const total = found.reduce(
    (sum, { first, last }) => sum + last - first + 1,
    0,
  )
  return total > size ? undefined : found
}

// range-spec = int-range / suffix-range; first-pos "-" [ last-pos ] or
// "-" suffix-length (RFC 9110 §14.1.1)
function parseSpec(spec: string, size: number): ByteRange | undefined {
  const [, first, last] = /^([0-9]*)-([0-9]*)$/.exec(spec) ?? []
  if (!first && !last) return undefined
  if (!first) return { first: Math.max(0, size - Number(last)), last: size - 1 }
  if (!last) return { first: Number(first), last: size - 1 }
  if (Number(last) < Number(first)) return undefined
  return { first: Number(first), last: Math.min(Number(last), size - 1) }
}
