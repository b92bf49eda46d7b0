// The field lines of a message in order of arrival (RFC 9110 §5). A name may
// come more than once, so this is a list of pairs and not an object.

/** A field name and its value. Names are compared without case. */
export type FieldLine = readonly [name: string, value: string]

/** The header section of a request. Names are in lower case. */
export class HttpHeaders {
  readonly #lines: readonly FieldLine[]

  constructor(lines: readonly FieldLine[]) {
    this.#lines = lines
  }

  /** Every value that came under a lower-case name, in order. */
  getAll(name: string): string[] {
    return this.#lines.filter((line) => line[0] === name).map((line) => line[1])
  }

  [Symbol.iterator](): Iterator<FieldLine> {
    return this.#lines[Symbol.iterator]()
  }
}
