// A page for people: it lists the shelf, and adds a book with its cover.
import { validate, ValidationError } from './api/fault.ts'
import { type Bookshelf, NewBook } from './books.ts'
import { type Form, FormError, withForm } from './content/form.ts'
import { type Html, html } from './content/html.ts'
import { type Covers, endingOf } from './covers.ts'
import { HttpError } from './wire/http-error.ts'
import type { HttpRequest, HttpResponse } from './wire/message.ts'

/** A form on its way back to the person who filled it in. */
interface Draft {
  readonly status: number
  readonly fields: URLSearchParams
  /** What is wrong, by field; '' is the form as a whole. */
  readonly problems: ReadonlyMap<string, string>
}

const EMPTY: Draft = {
  status: 200,
  fields: new URLSearchParams(),
  problems: new Map(),
}

/** The page and what stands behind it. */
export class FormPage {
  readonly #shelf: Bookshelf
  readonly #covers: Covers

  constructor(shelf: Bookshelf, covers: Covers) {
    this.#shelf = shelf
    this.#covers = covers
  }

  /** The shelf, and a form below it, with what was typed before. */
  show(draft = EMPTY): HttpResponse {
    const books = this.#shelf.list().map(({ id, title, author, year }) => {
      const cover = this.#covers.find(id)
      const image = cover && html`<img src="/covers/${cover}" alt="" />`
      return html`<li>
        ${image ?? ''}<span><b>${title}</b>, ${author}, ${year}</span>
      </li>`
    })
    return sendPage(books, draft)
  }

  /** Adds the book that a form describes, for a user or for nobody. */
  async submit(request: HttpRequest, user?: string): Promise<HttpResponse> {
    let { fields } = EMPTY
    try {
      await withForm(request, async (form) => {
        fields = form.fields
        await this.#add(form, user)
      })
      // Reloading the page then does not add the book again.
      return { status: 303, headers: [['Location', '/form']] }
    } catch (error) {
      if (!(error instanceof HttpError)) throw error
      if (error instanceof FormError) fields = error.fields
      const { status } = error
      return this.show({ status, fields, problems: problemsOf(error) })
    }
  }

  async #add({ fields, files }: Form, user?: string): Promise<void> {
    const tags = fields.get('tags')?.split(',') ?? []
    const text = fields.get('year') || undefined
    const year = Number(text)
    const cover = files.find(({ name }) => name === 'cover')
    if (cover) endingOf(cover)
    const described = {
      ...Object.fromEntries(fields),
      year: Number.isNaN(year) ? text : year,
      tags: tags.map((tag) => tag.trim()).filter((tag) => tag !== ''),
    }
    const book = await validate(NewBook, described, ['body'])
    const { id } = this.#shelf.add(book, user)
    if (cover) await this.#covers.add(id, cover)
  }
}

// Each input: its name, its label, and what else it needs. A year is no
// number input: that one forgets what it cannot read.
const INPUTS = [
  ['title', 'Title', html`required`],
  ['author', 'Author', html`required`],
  ['year', 'Year', html`required inputmode="numeric"`],
  ['tags', 'Tags, with commas between them', html`autocomplete="off"`],
  ['cover', 'Cover, up to 512 KiB', html`type="file" accept="image/*"`],
] as const

/** A message begins with the name of its field, or is about the whole form. */
function problemsOf(error: HttpError): Draft['problems'] {
  if (error instanceof ValidationError) return error.messages
  const { message } = error
  const [, start] = /^(?:Field ")?(\w+)/.exec(message) ?? []
  const [field = ''] = INPUTS.find(([name]) => name === start) ?? []
  return new Map([[field, message]])
}

// Nothing but our own pictures, styles and forms: a script that somebody
// smuggles into the page does not run (W3C CSP 3).
const POLICY =
  "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'"

function sendPage(books: readonly Html[], draft: Draft): HttpResponse {
  const { status, problems } = draft
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
      <link rel="icon" href="/files/icon.svg" />
      <link rel="stylesheet" href="/files/style.css" />
      <nav><a href="/files/">What else is here</a></nav>
      <h1>The bookshelf</h1>
      <ul>
        ${books}
      </ul>
      <h2>Add a book</h2>
      ${problems.size > 0 ? showProblem(problems.get('')) : ''}
      <form method="post" enctype="multipart/form-data">
        ${INPUTS.map((input) => showInput(input, draft))}
        <button>Add the book</button>
      </form>
    </html>`
  return { status, headers, body: text }
}

/** What is wrong with the form as a whole, or that a field says it. */
function showProblem(problem: string | undefined): Html {
  const alert = html`role="alert"`
  const attributes = problem ? html`${alert} tabindex="-1" autofocus` : alert
  return html`<p ${attributes}>
    ${problem ?? 'The book was not added'}. If you chose a cover, please choose
    it again: browsers don't keep files.
  </p>`
}

function showInput(
  [name, label, attributes]: (typeof INPUTS)[number],
  { fields, problems }: Draft,
): Html {
  const value = fields.get(name)
  const all = [attributes, value ? html` value="${value}"` : '']
  const problem = problems.get(name)
  if (problem !== undefined) {
    const [first] = problems.keys()
    all.push(html` aria-invalid="true" aria-describedby="${name}-problem"`)
    // A page begins there, for a keyboard and for a screen reader.
    if (name === first) all.push(html` autofocus`)
  }
  return html`<p>
    <label for="${name}">${label}</label>
    <input id="${name}" name="${name}" ${all} />
    ${problem ? html`<strong id="${name}-problem">${problem}</strong>` : ''}
  </p>`
}
