import { describe, expect, it } from 'vitest'
import { App } from '#src/api/app.ts'
import { TestClient } from '#src/web/test-client.ts'

describe('the page at /docs', () => {
  it('is HTML that loads its own files only', async () => {
    const client = new TestClient(new App().handle)
    const { status, headers, text } = await client.get('/docs')
    expect(status).toBe(200)
    expect(headers.getAll('content-type')).toEqual(['text/html; charset=utf-8'])
    const [policy = ''] = headers.getAll('content-security-policy')
    expect(policy).toMatch("default-src 'self'")
    expect(policy).not.toMatch(/https?:|\*/)
    expect(linksOf(text)).toEqual([
      '/docs/swagger-ui.css',
      '/docs/favicon-32x32.png',
      '/docs/swagger-ui-bundle.js',
      '/docs/start.js',
    ])
  })

  it.each(['/docs', '/help/me', '/'])('has them all at "%s"', async (path) => {
    const client = new TestClient(new App({ docsPath: path }).handle)
    const links = linksOf((await client.get(path)).text)
    expect(links).toHaveLength(4)
    for (const link of links) {
      const { status, headers } = await client.get(link)
      expect([link, status]).toEqual([link, 200])
      const [type] = headers.getAll('content-type')
      expect(type).toMatch(/^(?:text\/(?:css|javascript)|image\/png)/)
    }
  })

  it('starts with the document, and asks nobody about it', async () => {
    const client = new TestClient(new App({ openapiPath: '/api.json' }).handle)
    const { text } = await client.get('/docs/start.js')
    const [, settings = ''] = /SwaggerUIBundle\((.*)\)/.exec(text) ?? []
    expect(JSON.parse(settings)).toEqual({
      url: '/api.json',
      dom_id: '#swagger-ui',
      validatorUrl: null,
    })
  })

  it('gives nothing else of Swagger UI, whose page shows pets', async () => {
    const client = new TestClient(new App().handle)
    for (const name of ['', 'index.html', 'package.json', '..%2fzod']) {
      expect((await client.get(`/docs/${name}`)).status).toBe(404)
    }
  })

  it('is not there without a document, or when nobody wants it', async () => {
    for (const settings of [{ docsPath: null }, { openapiPath: null }]) {
      const client = new TestClient(new App(settings).handle)
      for (const target of ['/docs', '/docs/start.js']) {
        expect((await client.get(target)).status).toBe(404)
      }
    }
  })

  it('is no part of the document', () => {
    expect(new App().document()['paths']).toEqual({})
  })
})

/** What a page loads, in its order. */
function linksOf(page: string): string[] {
  const found = page.matchAll(/(?:href|src)="([^"]*)"/g)
  return [...found].map(([, link = '']) => link)
}
