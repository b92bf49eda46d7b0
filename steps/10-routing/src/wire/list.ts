// Fields whose value is a list: members between commas (RFC 9110 §5.6.1).
import { trimOws } from './grammar.ts'

/** The members of all values in lower case; empty ones do not count. */
export function parseList(values: readonly string[]): string[] {
  const members: string[] = []
  for (const value of values) members.push(...value.toLowerCase().split(','))
  return members.map(trimOws).filter((member) => member !== '')
}
