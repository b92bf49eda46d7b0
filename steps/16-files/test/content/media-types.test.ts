// Media types go by the end of a name, and by nothing else.
import { describe, expect, it } from 'vitest'
import { mediaTypeOf } from '#src/content/media-types.ts'

const UNKNOWN = 'application/octet-stream'

describe('mediaTypeOf', () => {
  it.each([
    ['index.html', 'text/html; charset=utf-8'],
    ['style.css', 'text/css; charset=utf-8'],
    ['clock.js', 'text/javascript; charset=utf-8'],
    ['notes.txt', 'text/plain; charset=utf-8'],
    ['book.json', 'application/json'],
    ['cover.svg', 'image/svg+xml'],
    ['PHOTO.JPG', 'image/jpeg'],
    ['jquery.min.js', 'text/javascript; charset=utf-8'],
    ['/files.css/a b.png', 'image/png'],
    ['module.mjs', 'text/javascript; charset=utf-8'],
    ['INDEX.HTM', 'text/html; charset=utf-8'],
    ['page.xhtml', 'application/xhtml+xml'],
    ['README.md', 'text/markdown; charset=utf-8'],
    ['captions.vtt', 'text/vtt; charset=utf-8'],
    ['app.js.map', 'application/json'],
    ['app.webmanifest', 'application/manifest+json'],
    ['photo.avif', 'image/avif'],
    ['film.webm', 'video/webm'],
    ['song.ogg', 'audio/ogg'],
    ['song.m4a', 'audio/mp4'],
    ['letters.ttf', 'font/ttf'],
    ['letters.otf', 'font/otf'],
    ['letters.woff', 'font/woff'],
  ])('knows %s', (name, type) => {
    expect(mediaTypeOf(name)).toBe(type)
  })

  it.each([
    ['without an ending', 'html'],
    ['with an empty ending', 'index.'],
    ['with an ending that nobody knows', 'index.html.xyz'],
    ['with two endings, the last of which counts', 'pages.html.gz'],
    ['whose folder has an ending', '/site.html/README'],
    ['whose folder is hidden', '/.html/README'],
    ['with a space behind', 'index.html '],
    ['with a member of objects for an ending', 'index.constructor'],
  ])('takes a name %s for bytes', (_, name) => {
    expect(mediaTypeOf(name)).toBe(UNKNOWN)
  })
})
