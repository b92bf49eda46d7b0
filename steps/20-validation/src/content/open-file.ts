// A file of a folder, opened once: its size, its tag and its bytes belong to
// the same file, even if another one takes its name while it is sent.
import { constants } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import { sep } from 'node:path'
import { HttpError } from '../wire/http-error.ts'
import type { Stream } from '../wire/message.ts'
import type { Piece } from './byte-ranges.ts'
import type { ByteRange } from './range.ts'

// All links have been followed: one that is here now is new, and is refused.
// Opening a pipe would wait until somebody writes to it.
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** Opens a file in a folder. Throws 404, or 503 if too many files are open. */
export async function openFile(
  folder: string,
  name: string,
): Promise<FileHandle> {
  const root = await realpath(folder)
  try {
    // Links are followed before anything is compared: they may lead outside.
    const path = await realpath(name)
    if (path.startsWith(root + sep)) {
      const handle = await open(path, FLAGS)
      if ((await placeOf(handle, path)) === path) return handle
      await handle.close()
    }
  } catch (error) {
    throw refusalOf(error)
  }
  throw new HttpError(404, 'Not Found')
}

/**
 * Where the open file is: elsewhere, if a folder in its path has become a link
 * since the path was checked. Only Linux can tell.
 */
function placeOf(handle: FileHandle, path: string): Promise<string> {
  return realpath(`/proc/self/fd/${handle.fd}`).catch(() => path)
}

const MISSING = /^E(?:ACCES|LOOP|NAMETOOLONG|NOENT|NOTDIR|NXIO|OPNOTSUPP|PERM)$/

function refusalOf(error: unknown): unknown {
  // A 403 would tell a stranger that the file exists (RFC 9110 §15.5.4).
  if (MISSING.test(codeOf(error))) return new HttpError(404, 'Not Found')
  return unlessFull(error)
}

/** The same error, or 503 if it says that too many files are open. */
export function unlessFull(error: unknown): unknown {
  if (!/^E[MN]FILE$/.test(codeOf(error))) return error
  return new HttpError(503, 'Too many open files', [['Retry-After', '1']])
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** Reads the pieces of a body. The file closes when they end or are dropped. */
export function readPieces(
  handle: FileHandle,
  pieces: readonly Piece[],
): Stream {
  const body = generatePieces(handle, pieces)
  // Dropping a generator that has not started doesn't run its "finally".
  void body.next()
  return body
}

async function* generatePieces(handle: FileHandle, pieces: readonly Piece[]) {
  try {
    yield ''
    for (const piece of pieces) {
      if (typeof piece === 'string') yield piece
      else yield* readRange(handle, piece)
    }
  } finally {
    await handle.close()
  }
}

const PIECE_BYTES = 64 * 1024

/** Ends early if the file has become shorter: its length has been sent. */
async function* readRange(handle: FileHandle, { first, last }: ByteRange) {
  let position = first
  while (position <= last) {
    const length = Math.min(last - position + 1, PIECE_BYTES)
    const buffer = Buffer.allocUnsafe(length)
    const { bytesRead } = await handle.read({ buffer, position })
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
    position += bytesRead
  }
}
