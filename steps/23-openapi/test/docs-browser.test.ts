// The page at /docs in a browser: it lists what there is, and a book that is
// tried out there is on the shelf.
import { withPage } from '@barewire/test-kit/browser'
import { documentOf } from '@barewire/test-kit/document-of'
import { startApp } from '@barewire/test-kit/start-app'
import type { Page } from 'playwright-core'
import { fetch } from 'undici'
import { describe, expect, it } from 'vitest'
import { createBookshelf, serve } from '#src/app.ts'

const BOOK = { title: 'Ulysses', author: 'James Joyce', year: 1922, tags: [] }

describe('the page at /docs', () => {
  it('lists every operation, and adds a book', async () => {
    const bookshelf = createBookshelf()
    await using app = await startApp(serve(bookshelf))
    const origin = `http://${app.host}:${app.port}`
    const asked: string[] = []
    const complaints: string[] = []
    const tried = await withPage(`${origin}/docs`, async (page) => {
      page.on('request', (request) => asked.push(request.url()))
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      await page.emulateMedia({ colorScheme: 'dark' })
      // Whoever listens from the start has to open it again.
      await page.reload()
      const wanted = operationsIn(documentOf(bookshelf))
      await page
        .locator('.opblock')
        .nth(wanted.length - 1)
        .waitFor()
      expect((await operationsOn(page)).toSorted()).toEqual(wanted.toSorted())
      expect(await page.locator('html.dark-mode').count()).toBe(1)
      expect(await addBook(page)).toBe('201')
    })
    if (!tried) return
    const response = await fetch(`${origin}/books`)
    expect(await response.json()).toContainEqual({ id: 3, ...BOOK })
    expect(asked).toContain(`${origin}/openapi.json`)
    const away = asked.filter((url) => !url.startsWith(`${origin}/`))
    expect(away.filter((url) => !url.startsWith('data:'))).toEqual([])
    expect(complaints).toEqual([])
  })
})

function operationsIn({ paths }: ReturnType<typeof documentOf>): string[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
}

async function operationsOn(page: Page): Promise<string[]> {
  const methods = page.locator('.opblock-summary-method')
  const paths = page.locator('.opblock-summary-path')
  const shown = await paths.evaluateAll((all) =>
    all.map((each) => each.getAttribute('data-path')),
  )
  const names = await methods.allTextContents()
  return names.map((method, i) => `${method} ${shown[i]}`)
}

/** Gives the status that the page shows. */
async function addBook(page: Page): Promise<string> {
  const operation = page.locator('#operations-books-addBook_books_post')
  await operation.locator('.opblock-summary-control').click()
  await operation.locator('.try-out__btn').click()
  await operation.locator('textarea').fill(JSON.stringify(BOOK))
  await operation.locator('.execute').click()
  const status = operation.locator('.live-responses-table .response-col_status')
  return (await status.last().innerText()).replace(/\n.*/, '')
}
