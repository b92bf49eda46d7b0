// Forms as clients send them, byte for byte, and a place for their files.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { type FieldLine, HttpHeaders } from '../../src/wire/headers.ts'
import type { HttpRequest } from '../../src/wire/message.ts'
import { RequestBody } from '../../src/wire/request-body.ts'

/** What stands behind "Content-Disposition: form-data", and the content. */
export type PartText = readonly [
  parameters: string,
  content: string | Uint8Array,
]

/** A part for each text, between lines with "--" and the boundary. */
export function multipart(
  boundary: string,
  ...parts: readonly PartText[]
): Buffer {
  const pieces = parts.flatMap(([parameters, content]) => [
    Buffer.from(`--${boundary}\r\n`),
    Buffer.from(`Content-Disposition: form-data${parameters}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)])
}

/** The request of a POST with these Content-Type lines and this body. */
export function formRequest(
  types: readonly string[],
  body: string | Uint8Array,
): HttpRequest {
  const lines = types.map((type): FieldLine => ['content-type', type])
  return {
    method: 'POST',
    target: '/form',
    version: 'HTTP/1.1',
    headers: new HttpHeaders(lines),
    body: new RequestBody(inPieces(Buffer.from(body), [7])),
    client: '192.0.2.7',
    signal: new AbortController().signal,
    finished: Promise.resolve(),
  }
}

/** Cuts bytes into pieces of these sizes, again and again. */
export async function* inPieces(
  bytes: Buffer,
  sizes: readonly number[],
): AsyncGenerator<Buffer, void> {
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}

/**
 * Makes os.tmpdir() a folder for this test alone. After it the folder is gone,
 * and what waits for the end of the program to tidy up there.
 */
export function ownTemporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'barewire-'))
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, folder)
  const before = process.listeners('exit')
  onTestFinished(() => {
    vi.unstubAllEnvs()
    for (const listener of process.listeners('exit')) {
      if (!before.includes(listener)) process.off('exit', listener)
    }
    rmSync(folder, { recursive: true })
  })
  return folder
}
