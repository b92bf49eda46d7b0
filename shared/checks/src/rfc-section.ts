// Sections of RFCs as they are cited: "RFC 9112 §6.3 item 5, RFC 9110 §8.6".

/** A section, an appendix, or all of an RFC. */
export interface Section {
  /** 9112. */
  readonly rfc: number
  /** "6.3", "C.2.2"; empty: the whole RFC. */
  readonly number: string
}

/**
 * The sections that a text cites, in its order and each once. A section without
 * its RFC belongs to the RFC before it. Those of no RFC are passed over, and
 * those of a draft ("RFC 6265bis") or of the WHATWG.
 */
export function sectionsIn(text: string): Section[] {
  const found = new Map<string, Section>()
  let rfc: number | undefined
  for (const [, document, section] of text.matchAll(CITED)) {
    if (section === undefined) rfc = document ? Number(document) : undefined
    if (rfc === undefined || section === undefined) continue
    found.set(`${rfc} ${section}`, { rfc, number: section })
  }
  return [...found.values()]
}

const CITED =
  /\bRFC (\d{3,5})\b|\bRFC \w+|\bWHATWG\b|(?:§|\bApp\. )([A-Z\d]+(?:\.\d+)*)/g

/** "RFC 9112 §6.3", "RFC 3986 App. A": as it is cited. */
export function cite({ rfc, number }: Section): string {
  if (number === '') return `RFC ${rfc}`
  return `RFC ${rfc} ${/^\d/.test(number) ? '§' : 'App. '}${number}`
}

/** In the order of RFCs, and of the sections in each; appendices come last. */
export function compareSections(a: Section, b: Section): number {
  const [left, right] = [a, b].map(({ number }) => number.split('.'))
  const appendix =
    Number(/^[A-Z]/.test(a.number)) - Number(/^[A-Z]/.test(b.number))
  if (a.rfc !== b.rfc || appendix !== 0) return a.rfc - b.rfc || appendix
  const length = Math.max(left?.length ?? 0, right?.length ?? 0)
  for (let i = 0; i < length; i += 1) {
    const [one = '', other = ''] = [left?.[i], right?.[i]]
    const order = one.localeCompare(other, 'en', { numeric: true })
    if (order !== 0) return order
  }
  return 0
}
