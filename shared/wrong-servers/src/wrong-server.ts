// What a wrong server is: a step with a mistake that somebody could make, and
// the checks that have to notice it.
import type { Slug } from '@barewire/course/ladder'

/** Text of a step's source that stands there once, and what replaces it. */
export interface Patch {
  /** "src/wire/framing.ts". */
  readonly file: string
  readonly replace: string
  readonly by: string
}

/** One mistake. Most are a single patch. */
export interface WrongServer extends Patch {
  /** What it does wrong, in the present tense. */
  readonly name: string
  /** The step that is patched. */
  readonly step: Slug
  /** Further patches, where one is not enough. */
  readonly also?: readonly Patch[]
  /** The checks that it is kept for: "routing.12", or "routing.12 to routing.25". */
  readonly caught?: readonly string[]
  /** The RFC cases that it is kept for. */
  readonly rfc?: readonly string[]
}

/** A text of several lines. */
export function lines(...all: readonly string[]): string {
  return all.join('\n')
}

/** All patches of a wrong server. */
export function patchesOf(wrong: WrongServer): Patch[] {
  const { file, replace, by, also = [] } = wrong
  return [{ file, replace, by }, ...also]
}

/** The text with its patch. Throws unless what it replaces is there once. */
export function applyPatch(text: string, { file, replace, by }: Patch): string {
  const count = text.split(replace).length - 1
  if (count === 1) return text.split(replace).join(by)
  const expected = `Expected once in ${file}, found ${count} times`
  throw new Error(
    `${expected}: ${JSON.stringify(replace)}. The step has changed; ` +
      'make the same mistake in its new text.',
  )
}
