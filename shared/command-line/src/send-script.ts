// What npm run send sends: from its words, a file, standard input, or a case
// of the suite.
import type { Check } from '@barewire/checks/check'
import { RFC_CASES, type RfcCase } from '@barewire/checks/rfc-case'
import { CHECKS } from '@barewire/checks/suite'
import { formerCheck } from '@barewire/course/former'
import { parseEscapes } from '@barewire/wire-view/escapes'
import { readFileSync } from 'node:fs'
import { stop } from './words.ts'

/** One thing that the client does. */
export interface Move {
  /** One octet a character. */
  readonly bytes: string
  readonly pauseMilliseconds: number
  /** What it does behind the bytes. */
  readonly after: 'end' | 'reset' | undefined
}

/** What to send, or the conversation of the suite to have. */
export interface Script {
  readonly title: string
  readonly moves: readonly Move[]
  /** A check that is no bytes, but a conversation. */
  readonly check?: string
}

/** A check or an RFC case by its id. Stops when there is none. */
export function scriptOf(word: string): Script {
  const known = formerCheck(word) ?? word
  const check = CHECKS.find(({ id }) => id === known)
  if (check !== undefined) return checkScript(check)
  const one = RFC_CASES.find(({ id }) => id === word)
  if (one !== undefined) return rfcScript(one)
  if (/[\s\\]/.test(word)) return textScript(word)
  stop(
    `There is no case "${word}". Cases are in shared/checks: routing.7, ho-04.`,
    `What has a space or an escape in it is bytes: '${word.slice(0, 20)}\\n'`,
  )
}

function checkScript(check: Check): Script {
  const title = `${check.id} ${check.title}`
  if ('run' in check) return { title, moves: [], check: check.id }
  const after = check.end ? 'end' : undefined
  return { title, moves: [{ ...PLAIN, bytes: check.send, after }] }
}

function rfcScript({ id, title, send }: RfcCase): Script {
  const moves = send.flatMap((piece): Move[] => {
    const { data, repeat = 1, times = 1, pauseMilliseconds = 0 } = piece
    const bytes = data.repeat(repeat)
    const after = piece.rst ? 'reset' : piece.end && 'end'
    const move = { bytes, pauseMilliseconds, after: undefined }
    const all = Array.from({ length: times }, () => move)
    return after ? [...all, { ...PLAIN, bytes: '', after }] : all
  })
  return { title: `${id} ${title}`, moves }
}

const PLAIN = { pauseMilliseconds: 0, after: undefined } as const

/** Bytes with escapes. Stops at one that is none. */
export function textScript(text: string): Script {
  try {
    return bytesScript(parseEscapes(text))
  } catch (error) {
    stop(error instanceof Error ? error.message : String(error))
  }
}

/** The bytes of a file, as they are. Stops when it cannot be read. */
export function fileScript(path: string): Script {
  try {
    return bytesScript(readFileSync(path === '-' ? 0 : path))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const isMissing = message.startsWith('ENOENT')
    stop(isMissing ? `There is no file "${path}".` : message)
  }
}

function bytesScript(bytes: Buffer): Script {
  const text = bytes.toString('latin1')
  return { title: '', moves: [{ ...PLAIN, bytes: text }] }
}

/** Cuts each move in pieces, with a pause behind each. */
export function inPieces(
  { moves, ...script }: Script,
  length: number,
  pauseMilliseconds: number,
): Script {
  const cut = moves.flatMap((move) => {
    const count = Math.max(1, Math.ceil(move.bytes.length / length))
    return Array.from({ length: count }, (_, index): Move => {
      const bytes = move.bytes.slice(index * length, (index + 1) * length)
      const isLast = index === count - 1
      if (isLast) return { ...move, bytes }
      return { bytes, pauseMilliseconds, after: undefined }
    })
  })
  return { ...script, moves: cut }
}
