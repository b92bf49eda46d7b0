// HTML with values in it. Whatever is not HTML itself is escaped, so that a
// book called "<script>" is a book.

/** Text that is HTML already. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A tag for templates: html`<p>${text}</p>`. Lists are written in a row. */
export function html(
  strings: TemplateStringsArray,
  ...values: readonly unknown[]
): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(escape)))
}

function escape(value: unknown): string {
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(escape).join('')
  return String(value).replaceAll(/[&<>"']/g, (one) => ESCAPES[one] ?? one)
}
