// The pictures of bytes in docs/pictures: what a step was sent, or has answered.
import type { Slug } from '@barewire/course/ladder'
import { folderOf, ROOT, stepCalled } from '@barewire/course/steps'
import { withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { Conversation, type Direction } from '@barewire/wire-view/conversation'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { tsImport } from 'tsx/esm/api'
import { linesOf } from './byte-lines.ts'
import { drawBytes } from './byte-picture.ts'
import { normalizeDates } from './normalize.ts'

/** One picture, and the exchange that it shows a direction of. */
interface Picture {
  /** Without ".svg". */
  readonly name: string
  readonly title: string
  readonly step: Slug
  readonly request: string
  readonly shows: Direction
}

/** Every picture that is drawn from a recorded run. */
export const PICTURES: readonly Picture[] = [
  {
    name: 'request-bytes',
    title: 'Every byte of a request',
    step: 'keep-alive',
    request:
      'POST /hi?name=Ada HTTP/1.1\r\n' +
      'Host: localhost\r\nContent-Length: 12\r\n\r\nHello there!',
    shows: 'request',
  },
  {
    name: 'first-response-bytes',
    title: 'Every byte of the first response',
    step: 'first-response',
    request: 'Hello?\r\n',
    shows: 'response',
  },
  {
    name: 'response-bytes',
    title: 'Every byte of a response',
    step: 'keep-alive',
    request: 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
    shows: 'response',
  },
  {
    name: 'chunked-bytes',
    title: 'Every byte of a body in chunks',
    step: 'keep-alive',
    request:
      'POST /hi HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n' +
      '\r\n6\r\nThere \r\na\r\nis no cake\r\n0\r\n\r\n',
    shows: 'request',
  },
]

/** Where a picture is. */
export function pictureFile({ name }: Picture): string {
  return join(ROOT, 'docs', 'pictures', `${name}.svg`)
}

/** Draws the run anew. Throws if the step does not take the request. */
export async function drawPicture(picture: Picture): Promise<string> {
  const { title, request, shows } = picture
  const response = await answerTo(picture)
  const talk = new Conversation()
  const sent = talk.read('request', Buffer.from(request, 'latin1'))
  const reading = shows === 'request' ? sent : talk.read('response', response)
  const lines = linesOf(reading.spans)
  return drawBytes({ title, lines })
}

/** Draws all of them into their files. */
export async function writePictures(): Promise<void> {
  mkdirSync(join(ROOT, 'docs', 'pictures'), { recursive: true })
  for (const picture of PICTURES) {
    writeFileSync(pictureFile(picture), await drawPicture(picture))
  }
}

async function answerTo({ step: slug, request }: Picture): Promise<Buffer> {
  const folder = folderOf(stepCalled(slug))
  const file = pathToFileURL(join(folder, 'src', 'app.ts'))
  const app: { createApp: () => Server } = await tsImport(
    file.href,
    import.meta.url,
  )
  await using running = await startApp(app.createApp())
  return await withClient(running, async (client) => {
    client.write(request)
    client.end()
    const bytes = await client.readToEnd()
    if (!bytes.includes(' 200 ')) throw new Error(`It says: ${String(bytes)}`)
    const text = normalizeDates(bytes.toString('latin1'))
    return Buffer.from(text, 'latin1')
  })
}
