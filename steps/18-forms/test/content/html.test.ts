// HTML with values in it: what is HTML stays, what is text is escaped.
import { describe, expect, it } from 'vitest'
import { Html, html } from '#src/content/html.ts'

describe('html', () => {
  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['"onload="x', '&quot;onload=&quot;x'],
    ["'onload='x", '&#39;onload=&#39;x'],
    ['&lt;&amp;', '&amp;lt;&amp;amp;'],
    ['</title', '&lt;/title'],
    ['${1} `\\n', '${1} `\\n'],
    ['é€𝄞', 'é€𝄞'],
    [0, '0'],
    [new Error('<'), 'Error: &lt;'],
    [{ toString: () => '<b>' }, '&lt;b&gt;'],
    [{ text: '<b>' }, '[object Object]'],
  ])('writes %j as text', (value, text) => {
    expect(html`<p title="${value}">${value}</p>`.text).toBe(
      `<p title="${text}">${text}</p>`,
    )
  })

  it('leaves HTML in HTML as it is', () => {
    const inner = html`<b>${'<'}</b>`
    expect(html`<p>${inner}</p>`).toEqual(new Html('<p><b>&lt;</b></p>'))
  })

  it('writes lists in a row, and escapes what is text in them', () => {
    const items = ['<', '&'].map((text) => html`<li>${text}</li>`)
    const list = [items, ['<'], []]
    expect(html`${list}`.text).toBe('<li>&lt;</li><li>&amp;</li>&lt;')
  })

  it('takes no text of a client for HTML, whatever its shape', () => {
    const value: unknown = JSON.parse('{"text": "<b>", "raw": ["<b>"]}')
    expect(html`${value}${[value]}`.text).not.toMatch('<')
  })
})
