// Entity tags: short names for the state that a resource is in
// (RFC 9110 §8.8.3). Equal strong tags mean equal bytes, equal weak ones
// ("W/") mean that either will do.
import { createHash } from 'node:crypto'

/** A strong tag made from the content itself. */
export function etagOf(content: string | Uint8Array): string {
  const hash = createHash('sha256').update(content).digest('base64url')
  return `"${hash.slice(0, 22)}"`
}

/**
 * Whether If-Match or If-None-Match names the tag of what is there; "*" names
 * every tag. Strong comparison needs equal strong ones, weak comparison does
 * not look at "W/".
 */
export function namesTag(
  values: readonly string[],
  tag: string | undefined,
  comparison: 'strong' | 'weak',
): boolean {
  const list = values.join(', ')
  if (list === '*') return true
  if (tag === undefined) return false
  // entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE; a comma is an etagc.
  const tags: string[] =
    list.match(/(?<![^ \t,])(?:W\/)?"[!#-~\x80-\xff]*"/g) ?? []
  if (comparison === 'strong')
    return !tag.startsWith('W/') && tags.includes(tag)
  return tags.some((each) => opaque(each) === opaque(tag))
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '')
}
