// Pictures of books, in a folder that goes when the program exits.
import { mkdtempSync, rmSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sendFrom } from './content/files.ts'
import type { UploadedFile } from './content/form.ts'
import { unlessFull } from './content/open-file.ts'
import { HttpError } from './wire/http-error.ts'
import type { HttpRequest, HttpResponse } from './wire/message.ts'

// No SVG: it may hold scripts, and would run them on our origin.
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ['image/gif', 'gif'],
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/webp', 'webp'],
])

/** The covers of one shelf. */
export class Covers {
  /** File names by the id of the book. */
  readonly #names = new Map<number, string>()
  #folder: string | undefined

  /** The file name of a book's cover. */
  find(id: number): string | undefined {
    return this.#names.get(id)
  }

  /** Keeps a cover. Its name is ours: nobody chooses where we write. */
  async add(id: number, file: UploadedFile): Promise<void> {
    this.#folder ??= createFolder()
    const name = `${id}.${endingOf(file)}`
    const copied = copyFile(file.path, join(this.#folder, name))
    await copied.catch((error: unknown) => {
      throw unlessFull(error)
    })
    this.#names.set(id, name)
  }

  /** Answers with a cover. Throws 404. */
  send(name: string, request: HttpRequest): Promise<HttpResponse> {
    if (this.#folder !== undefined) return sendFrom(this.#folder, name, request)
    throw new HttpError(404, 'Not Found')
  }
}

function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'barewire-covers-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Throws 422 for what is no picture. */
export function endingOf({ type }: UploadedFile): string {
  const ending = ENDINGS.get(type)
  if (ending !== undefined) return ending
  throw new HttpError(422, 'cover must be a GIF, JPEG, PNG or WebP')
}
