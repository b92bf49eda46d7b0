// Lists of what a client would like, with weights: "gzip;q=0.5, *;q=0"
// (RFC 9110 §12.4.2).
import { trimOws } from '../wire/grammar.ts'
import { parseList } from '../wire/list.ts'

/** Weights by member, in lower case; 1 is most, 0 is "not this". */
export function parseWeights(values: readonly string[]): Map<string, number> {
  return new Map(parseList(values).map(parseMember))
}

// qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ), and ".2", which
// Java has sent for twenty years.
const QVALUE = /^(?:0?(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/

// What is no weight counts as 0: who cannot ask is not served more.
function parseMember(member: string): readonly [string, number] {
  const [name = '', ...parameters] = member.split(';').map(trimOws)
  const weight = parameters.find((parameter) => parameter.startsWith('q='))
  if (weight === undefined) return [name, 1]
  const value = QVALUE.test(weight.slice(2)) ? Number(weight.slice(2)) : 0
  return [name, value || 0]
}
