// A page for people: it lists the shelf, and adds a book with its cover.
import { validate } from './api/fault.ts'
import { type Bookshelf, NewBook } from './books.ts'
import { type Covers, endingOf } from './covers.ts'
import type { Form } from './web/form.ts'
import { type Html, html } from './web/html.ts'
import { HttpError } from './wire/http-error.ts'
import type { HttpResponse } from './wire/message.ts'

/** The page and what stands behind it. */
export class FormPage {
  readonly #shelf: Bookshelf
  readonly #covers: Covers

  constructor(shelf: Bookshelf, covers: Covers) {
    this.#shelf = shelf
    this.#covers = covers
  }

  /** The shelf, and a form below it. */
  show(status = 200, problem = ''): HttpResponse {
    const books = this.#shelf.list().map(({ id, title, author, year }) => {
      const cover = this.#covers.find(id)
      const image = cover && html`<img src="/covers/${cover}" alt="" />`
      return html`<li>
        ${image ?? ''}<span><b>${title}</b>, ${author}, ${year}</span>
      </li>`
    })
    return sendPage(
      status,
      html`<ul>
          ${books}
        </ul>
        <p role="alert">${problem}</p>`,
    )
  }

  /** Adds the book that a form describes. */
  async submit(form: Form | HttpError): Promise<HttpResponse> {
    try {
      if (form instanceof HttpError) throw form
      await this.#add(form)
      // Reloading the page then does not add the book again.
      return { status: 303, headers: [['Location', '/form']] }
    } catch (error) {
      if (!(error instanceof HttpError)) throw error
      return this.show(error.status, error.message)
    }
  }

  async #add({ fields, files }: Form): Promise<void> {
    const tags = fields.get('tags')?.split(',') ?? []
    const year = Number(fields.get('year') || NaN)
    const cover = files.find(({ name }) => name === 'cover')
    if (cover) endingOf(cover)
    const described = {
      ...Object.fromEntries(fields),
      year,
      tags: tags.map((tag) => tag.trim()).filter((tag) => tag !== ''),
    }
    const book = await validate(NewBook, described, ['body'])
    const { id } = this.#shelf.add(book)
    if (cover) await this.#covers.add(id, cover)
  }
}

// Nothing but our own pictures, styles and forms: a script that somebody
// smuggles into the page does not run (W3C CSP 3).
const POLICY =
  "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'"

function sendPage(status: number, content: Html): HttpResponse {
  const headers = [
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Content-Security-Policy', POLICY],
  ] as const
  const { text } = html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <meta name="color-scheme" content="light dark" />
      <title>Barewire: the bookshelf</title>
      <link rel="stylesheet" href="/files/style.css" />
      <h1>The bookshelf</h1>
      ${content}
      <form method="post" enctype="multipart/form-data">
        <label>Title <input name="title" required /></label>
        <label>Author <input name="author" required /></label>
        <label>Year <input name="year" type="number" required /></label>
        <label>Tags, with commas <input name="tags" /></label>
        <label>Cover <input name="cover" type="file" accept="image/*" /></label>
        <button>Add the book</button>
      </form>
    </html>`
  return { status, headers, body: text }
}
