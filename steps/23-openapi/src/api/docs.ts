// A page where people read the document and try it out: Swagger UI, sent from
// our own disk, so that nothing is asked of the network.
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { sendFrom } from '../content/files.ts'
import { html } from '../content/html.ts'
import type { HttpRequest } from '../wire/message.ts'
import type { App } from './app.ts'
import { request } from './markers.ts'
import { type DirectResponse, directly } from './reply.ts'

const { resolve } = createRequire(import.meta.url)
const SWAGGER_UI = dirname(resolve('swagger-ui-dist/package.json'))
const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']

// The page itself may load no more than that; Swagger UI writes styles.
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"

/** Adds the page, and the files that it loads. */
export function addDocs(app: App, docs: string, openapi: string): void {
  const hidden = { hidden: true } as const
  const base = docs.replace(/\/$/, '')
  app.get(docs, [], () => page(base), hidden)
  const script = { ...hidden, mediaType: 'text/javascript' }
  app.get(`${base}/start.js`, [], () => startScript(openapi), script)
  for (const file of FILES) {
    const send = (asked: HttpRequest) => sendFrom(SWAGGER_UI, file, asked)
    app.get(
      `${base}/${file}`,
      [request()],
      async (asked) => directly(await send(asked)),
      hidden,
    )
  }
}

function page(base: string): DirectResponse {
  const { text } = html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>Swagger UI</title>
      <link rel="stylesheet" href="${base}/swagger-ui.css" />
      <link rel="icon" href="${base}/favicon-32x32.png" />
      <div id="swagger-ui"></div>
      <script src="${base}/swagger-ui-bundle.js"></script>
      <script src="${base}/start.js"></script>
    </html>`
  const headers = [
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Content-Security-Policy', POLICY],
  ] as const
  return directly({ status: 200, headers, body: text })
}

// A validator on the network would be asked for a badge otherwise.
function startScript(url: string): string {
  const settings = { url, dom_id: '#swagger-ui', validatorUrl: null }
  return `SwaggerUIBundle(${JSON.stringify(settings)})
const { matches } = matchMedia('(prefers-color-scheme: dark)')
document.documentElement.classList.toggle('dark-mode', matches)`
}
