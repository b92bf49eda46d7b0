// Opens pages in a real browser, where there is one.
import { existsSync } from 'node:fs'
import { chromium, type Page } from 'playwright-core'

/** Where Debian's package puts it. */
const CHROMIUM = '/usr/bin/chromium'

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Opens an address and uses the page. False: there is no browser here, so
 * nothing was tried. Throws what a script on the page throws.
 */
export async function withPage(
  address: string,
  use: (page: Page) => Promise<void>,
): Promise<boolean> {
  if (!existsSync(CHROMIUM)) {
    console.log('There is no Chromium, so no browser was tried.')
    return false
  }
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: QUIET,
  })
  try {
    const page = await browser.newPage()
    const errors: Error[] = []
    page.on('pageerror', (error) => errors.push(error))
    await page.goto(address)
    await use(page)
    for (const error of errors) throw error
    return true
  } finally {
    await browser.close()
  }
}
