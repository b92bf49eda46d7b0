// The form page in a browser: a person adds a book with its cover, and sees
// both.
import { crc32, deflateSync } from 'node:zlib'
import { withPage } from '@barewire/test-kit/browser'
import { ownTemporary } from '@barewire/test-kit/own-temporary'
import { startApp } from '@barewire/test-kit/start-app'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { createApp } from '#src/app.ts'

describe('the page at /form', () => {
  it('adds a book with a cover, and shows them', async () => {
    ownTemporary()
    await using app = await startApp(createApp())
    const url = `http://${app.host}:${app.port}/form`
    await withPage(url, async (page) => {
      const complaints = listen(page)
      await fill(page, '<script>alert("1")</script> é€𝄞')
      const [buffer, mimeType] = [createPng(40, 60), 'image/png']
      const picture = { name: '../../a "b".png', mimeType, buffer }
      await page.getByLabel('Cover').setInputFiles(picture)
      await page.getByText('Add the book').click()
      const entry = page.getByRole('listitem').filter({ hasText: 'é€𝄞' })
      const text = await entry.innerText()
      expect(text).toMatch('<script>alert("1")</script> é€𝄞, Nobody, 2000')
      const widths = await page.evaluate(WIDTHS)
      expect(widths).toEqual([40])
      expect(page.url()).toBe(url)
      expect(complaints).toEqual([])
    })
  })

  it('says beside the cover what is wrong, and keeps the rest', async () => {
    ownTemporary()
    await using app = await startApp(createApp())
    const url = `http://${app.host}:${app.port}/form`
    await withPage(url, async (page) => {
      await fill(page, 'A "book"')
      await page.getByLabel('Cover').setInputFiles({
        name: 'a.svg',
        mimeType: 'image/svg+xml',
        buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      })
      await page.getByText('Add the book').click()
      const invalid = page.locator('[aria-invalid]')
      await expect.poll(() => invalid.count()).toBe(1)
      const id = await invalid.getAttribute('aria-describedby')
      expect(await page.locator(`#${id}`).innerText()).toMatch('cover must be')
      expect(await page.locator(':focus').getAttribute('id')).toBe('cover')
      expect(await page.getByRole('listitem').count()).toBe(2)
      expect(await page.getByLabel('Title').inputValue()).toBe('A "book"')
      expect(await page.getByLabel('Tags').inputValue()).toBe('a, b')
      await page.getByText('Add the book').click()
      await expect.poll(() => page.getByRole('listitem').count()).toBe(3)
      expect(await page.evaluate(WIDTHS)).toEqual([])
    })
  })

  it('begins at the problem if the book is there already', async () => {
    ownTemporary()
    await using app = await startApp(createApp())
    const url = `http://${app.host}:${app.port}/form`
    await withPage(url, async (page) => {
      await fill(page, 'Emma')
      await page.getByLabel('Author').fill('Jane Austen')
      await page.getByText('Add the book').click()
      const alert = page.locator('[role=alert]:focus')
      await expect.poll(() => alert.count()).toBe(1)
      expect(await alert.innerText()).toMatch('"Emma" by Jane Austen')
      expect(await page.getByLabel('Year').inputValue()).toBe('2000')
    })
  })

  it('fits a narrow screen, whatever a book is called', async () => {
    ownTemporary()
    await using app = await startApp(createApp())
    const url = `http://${app.host}:${app.port}/form`
    await withPage(url, async (page) => {
      await page.setViewportSize({ width: 390, height: 800 })
      await fill(page, 'W'.repeat(200))
      await page.getByText('Add the book').click()
      await expect.poll(() => page.getByRole('listitem').count()).toBe(3)
      // The list may be there before its style.
      const width = () => page.evaluate('document.body.scrollWidth')
      await expect.poll(width).toBeLessThanOrEqual(390)
    })
  })
})

/** The widths of the images that have been loaded and decoded. */
const WIDTHS = `Promise.all(Array.from(document.images, async (image) => {
  await image.decode()
  return image.naturalWidth
}))`

async function fill(page: Page, title: string): Promise<void> {
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Author').fill('Nobody')
  await page.getByLabel('Year').fill('2000')
  await page.getByLabel('Tags').fill('a, b')
}

/** What the browser complains of: a policy, a missing file, a script. */
function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (line) => {
    if (line.type() === 'error') complaints.push(line.text())
  })
  page.on('dialog', (dialog) => complaints.push(dialog.message()))
  return complaints
}

/** A grey picture: signature, header, one block of pixels, end. */
function createPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.writeUInt8(8, 8) // bits a pixel, and no colors
  const line = Buffer.concat([Buffer.of(0), Buffer.alloc(width, 0x80)])
  const pixels = Buffer.concat(Array.from({ length: height }, () => line))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    createChunk('IHDR', header),
    createChunk('IDAT', deflateSync(pixels)),
    createChunk('IEND', Buffer.alloc(0)),
  ])
}

function createChunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), content])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
