// Forms, as browsers send them: a query string as a body, or parts with files
// (WHATWG HTML §4.10.21). Files go to disk as they arrive.
import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseQuery } from '../web/target.ts'
import { HttpError } from '../wire/http-error.ts'
import type { HttpRequest } from '../wire/message.ts'
import { RequestBody } from '../wire/request-body.ts'
import { type Part, readParts } from './multipart.ts'
import { unlessFull } from './open-file.ts'
import { parseParameters } from './parameters.ts'

/** A file that a client has sent, in a folder that is about to go. */
export interface UploadedFile {
  /** The name of the field. */
  readonly name: string
  readonly filename: string
  readonly type: string
  /** Bytes. */
  readonly size: number
  /** Where it is now. What is to stay has to be moved. */
  readonly path: string
}

/** What a form holds. */
export interface Form {
  readonly fields: URLSearchParams
  readonly files: readonly UploadedFile[]
}

/** A form whose files are there. */
export type OpenForm = Form & AsyncDisposable

/** Why a form cannot be read, and the fields that came before. */
export class FormError extends HttpError {
  readonly fields: URLSearchParams

  constructor(cause: HttpError, fields: URLSearchParams) {
    super(cause.status, cause.message, cause.headers)
    this.fields = fields
  }
}

/** What one form may hold; each is answered with 413. */
export interface FormLimits {
  /** Fields and files together. Werkzeug 1,000. */
  readonly parts: number
  /** Names and values of all fields, in bytes: memory. Werkzeug 500,000. */
  readonly fieldBytes: number
  /** One file, in bytes: disk. */
  readonly fileBytes: number
}

export const FORM_LIMITS: FormLimits = {
  parts: 100,
  fieldBytes: 256 * 1024,
  fileBytes: 512 * 1024,
}

/** Reads a form for `use`, then removes its files. Throws 400, 413 or 415. */
export async function withForm<T>(
  request: HttpRequest,
  use: (form: Form) => Promise<T>,
  limits: FormLimits = FORM_LIMITS,
): Promise<T> {
  await using form = await openForm(request, limits)
  return await use(form)
}

/** Reads a form. Its files are there until it is disposed of. */
export async function openForm(
  request: HttpRequest,
  limits: FormLimits = FORM_LIMITS,
): Promise<OpenForm> {
  const values = request.headers.getAll('content-type').join()
  const [type, parameters] = parseParameters(values)
  if (type === 'application/x-www-form-urlencoded') {
    const fields = parseQuery(
      await readText(request.body, limits.fieldBytes, 'Form'),
    )
    if (fields.size > limits.parts) throw tooManyParts()
    return { fields, files: [], async [Symbol.asyncDispose]() {} }
  }
  if (type !== 'multipart/form-data') {
    throw new HttpError(415, `Can only read forms, not "${type}"`)
  }
  const folder = await mkdtemp(join(tmpdir(), 'barewire-'))
  const remove = () => rm(folder, { recursive: true, maxRetries: 3 })
  try {
    const parts = readParts(request.body, parameters.get('boundary'))
    const form = await readForm(parts, folder, limits)
    return { ...form, [Symbol.asyncDispose]: remove }
  } catch (error) {
    await remove()
    throw unlessFull(error)
  }
}

async function readForm(
  parts: AsyncIterable<Part>,
  folder: string,
  limits: FormLimits,
): Promise<Form> {
  const fields = new URLSearchParams()
  const files: UploadedFile[] = []
  let bytes = 0
  let count = 0
  try {
    for await (const part of parts) {
      count += 1
      if (count > limits.parts) throw tooManyParts()
      const { name, filename, type } = part
      if (filename === undefined) {
        bytes += Buffer.byteLength(name)
        const value = await readText(
          part.content,
          limits.fieldBytes - bytes,
          `Field "${name}"`,
        )
        fields.append(name, value)
        bytes += Buffer.byteLength(value)
      } else {
        const path = join(folder, randomUUID())
        const size = await saveFile(part, path, limits.fileBytes)
        // An empty name is an input where nothing was chosen.
        if (filename !== '') files.push({ name, filename, type, size, path })
      }
    }
  } catch (error) {
    if (error instanceof HttpError) throw new FormError(error, fields)
    throw error
  }
  return { fields, files }
}

function tooManyParts(): HttpError {
  return new HttpError(413, 'Form has too many parts')
}

async function readText(
  content: AsyncIterable<Buffer>,
  maxBytes: number,
  what: string,
): Promise<string> {
  const pieces = limitPieces(content, maxBytes, what)
  const bytes = await new RequestBody(pieces).bytes()
  try {
    const options = { fatal: true, ignoreBOM: true }
    return new TextDecoder('utf-8', options).decode(bytes)
  } catch {
    throw new HttpError(400, `${what} is not UTF-8`)
  }
}

/** Gives the number of bytes. */
async function saveFile(
  { content, name }: Part,
  path: string,
  maxBytes: number,
): Promise<number> {
  const file = createWriteStream(path, { flags: 'wx' })
  await pipeline(limitPieces(content, maxBytes, `Field "${name}"`), file)
  return file.bytesWritten
}

async function* limitPieces(
  pieces: AsyncIterable<Buffer>,
  maxBytes: number,
  what: string,
): AsyncGenerator<Buffer, void> {
  let allowed = maxBytes
  for await (const piece of pieces) {
    allowed -= piece.length
    if (allowed < 0) throw new HttpError(413, `${what} is too long`)
    yield piece
  }
}
