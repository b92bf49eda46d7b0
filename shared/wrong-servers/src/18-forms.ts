// Servers that read forms in another way than browsers write them.
import { lines, type WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'closes behind the page',
    step: 'forms',
    file: 'src/wire/connection.ts',
    replace: lines('const keep =', '    head && body?.isComplete'),
    by: lines(
      'const keep =',
      "    String(response.headers).includes('html') ? false : head && " +
        'body?.isComplete',
    ),
    caught: ['forms.1 to forms.2'],
  },
  {
    name: 'takes PUT for POST',
    step: 'forms',
    file: 'src/app.ts',
    replace: "router.add('POST', '/form', async (request) => {",
    by: lines(
      "router.add('PUT', '/form', () => page.show())",
      "  router.add('POST', '/form', async (request) => {",
    ),
    caught: ['forms.3'],
  },
  {
    name: 'has a cover for everything',
    step: 'forms',
    file: 'src/covers.ts',
    replace:
      'if (this.#folder !== undefined) return sendFrom(this.#folder, name, request)',
    by: "if (name !== '') return Promise.resolve({ status: 200 })",
    also: [
      {
        file: 'src/app.ts',
        replace: "'/covers/{file}'",
        by: "'/covers/{file:path}'",
      },
    ],
    caught: ['forms.4 to forms.8'],
  },
  {
    name: 'does not say in what charset the page is',
    step: 'forms',
    file: 'src/form-page.ts',
    replace: "'text/html; charset=utf-8'",
    by: "'text/html'",
    caught: ['forms.9', 'forms.30', 'forms.38', 'forms.111'],
  },
  {
    name: 'takes a plus sign for a plus sign',
    step: 'forms',
    file: 'src/web/target.ts',
    replace: "pair.replaceAll('+', ' ')",
    by: 'pair',
    caught: [
      'forms.10 to forms.12',
      'forms.79 to forms.81',
      'forms.105',
      'forms.114 to forms.115',
    ],
  },
  {
    name: 'knows boundaries without quotation marks only',
    step: 'forms',
    file: 'src/content/parameters.ts',
    replace: String.raw`(?:"([^"]*)"|([^\s";]+))`,
    by: String.raw`(?:(?!)(.)|([^\s;]+))`,
    caught: [
      'forms.13 to forms.14',
      'forms.25 to forms.26',
      'forms.95 to forms.100',
      'forms.102 to forms.104',
      'forms.110',
      'forms.112',
    ],
  },
  {
    name: 'knows boundaries of letters and digits',
    step: 'forms',
    file: 'src/content/multipart.ts',
    replace: String.raw`/^[\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?]$/`,
    by: '/^[a-zA-Z0-9]{1,70}$/',
    caught: ['forms.15 to forms.16'],
  },
  {
    name: 'knows parameters in lower case only',
    step: 'forms',
    file: 'src/content/parameters.ts',
    replace: 'const key = name?.toLowerCase()',
    by: 'const key = name',
    caught: ['forms.17', 'forms.22'],
  },
  {
    name: 'knows no preamble',
    step: 'forms',
    file: 'src/content/multipart.ts',
    replace: 'await reader.skipContent() // the preamble',
    by: lines(
      'for await (const piece of reader.readContent()) {',
      "    if (piece.length > 0) throw new HttpError(400, 'No preamble')",
      '  }',
    ),
    caught: ['forms.19'],
  },
  {
    name: 'wants a line end behind the last boundary',
    step: 'forms',
    file: 'src/content/part-reader.ts',
    replace: "if (this.#bytes.indexOf('--') === 0) return false",
    by: lines(
      "if (this.#bytes.indexOf('--') === 0) {",
      '      while (this.#bytes.length < 4) await this.#readMore()',
      '      return false',
      '    }',
    ),
    caught: ['forms.20'],
  },
  {
    name: 'knows names between quotation marks only',
    step: 'forms',
    file: 'src/content/multipart.ts',
    replace: "const name = parameters.get('name')",
    by:
      "const name = dispositions.includes('name=\"') ? " +
      "parameters.get('name') : undefined",
    caught: ['forms.23'],
  },
  {
    name: 'reads fields as Latin-1',
    step: 'forms',
    file: 'src/content/form.ts',
    replace: "return new TextDecoder('utf-8', options).decode(bytes)",
    by: "return options && bytes.toString('latin1')",
    caught: ['forms.24', 'forms.62 to forms.63'],
  },
  {
    name: 'keeps fields in a plain object',
    step: 'forms',
    file: 'src/form-page.ts',
    replace: '...Object.fromEntries(fields),',
    by: lines(
      '...[...fields].reduce<Record<string, string>>((all, [name, value]) => {',
      "        if (name === '__proto__') throw new HttpError(500, 'Bad name')",
      '        all[name] = value',
      '        return all',
      '      }, {}),',
    ),
    caught: ['forms.28'],
  },
  {
    name: 'guesses the boundary from the body',
    step: 'forms',
    file: 'src/content/form.ts',
    replace:
      "const parts = readParts(request.body, parameters.get('boundary'))",
    by: lines(
      'const bytes = await request.body.bytes()',
      '    const [, guess] = ' +
        String.raw`/^--([^\r\n]+)\r\n/m.exec(bytes.toString('latin1')) ?? ` +
        '[]',
      '    const parts = readParts((async function* () { yield bytes ' +
        "})(), guess ?? parameters.get('boundary'))",
    ),
    caught: [
      'forms.18',
      'forms.21',
      'forms.29',
      'forms.31 to forms.36',
      'forms.39',
    ],
  },
  {
    name: 'takes the first of two parameters',
    step: 'forms',
    file: 'src/content/parameters.ts',
    replace: "if (all === undefined || parameters.has(key ?? '')) {",
    by: lines(
      "if (parameters.has(key ?? '')) {",
      '      at += all?.length ?? 1',
      '      continue',
      '    }',
      '    if (all === undefined) {',
    ),
    caught: ['forms.37', 'forms.53'],
  },
  {
    name: 'takes an open quotation mark for a part of a value',
    step: 'forms',
    file: 'src/content/parameters.ts',
    replace: String.raw`(?:"([^"]*)"|([^\s";]+))`,
    by: String.raw`(?:"([^"]*)"|([^\s;]+))`,
    caught: ['forms.61'],
  },
  {
    name: 'answers 400 to what is no form',
    step: 'forms',
    file: 'src/content/form.ts',
    replace: 'new HttpError(415,',
    by: 'new HttpError(400,',
    caught: ['forms.40 to forms.43', 'forms.82'],
  },
  {
    name: 'takes half a form when a client leaves',
    step: 'forms',
    file: 'src/wire/length-body.ts',
    replace:
      'throw new HttpError(400, `Body ended ${missing} bytes too early`)',
    by: 'return',
    also: [
      {
        file: 'src/content/part-reader.ts',
        replace: lines(
          "if (done) throw new HttpError(400, 'Body ended before its last boundary')",
          '    this.#bytes = Buffer.concat([this.#bytes, value])',
        ),
        by: lines(
          'this.#bytes = done',
          '      ? Buffer.concat([this.#bytes, Buffer.from(`${this.#delimiter}--`)])',
          '      : Buffer.concat([this.#bytes, value])',
        ),
      },
    ],
    caught: ['forms.44 to forms.48', 'forms.101', 'forms.106'],
  },
  {
    name: 'takes text behind a boundary',
    step: 'forms',
    file: 'src/content/part-reader.ts',
    replace: String.raw`if (!/[^ \t]/.test(padding)) return true`,
    by: "if (padding !== '?') return true",
    caught: ['forms.49'],
  },
  {
    name: 'takes bare line feeds in a form',
    step: 'forms',
    file: 'src/content/form.ts',
    replace:
      "const parts = readParts(request.body, parameters.get('boundary'))",
    by: lines(
      "const text = (await request.body.bytes()).toString('latin1')",
      String.raw`    const bytes = Buffer.from(text.replaceAll(/\r?\n/g, '\r\n'), 'latin1')`,
      '    const parts = readParts((async function* () { yield bytes ' +
        "})(), parameters.get('boundary'))",
    ),
    caught: ['forms.27', 'forms.50', 'forms.83 to forms.94'],
  },
  {
    name: 'takes parts without a Content-Disposition',
    step: 'forms',
    file: 'src/content/multipart.ts',
    replace: lines("    kind !== 'form-data' ||", ''),
    by: '',
    also: [
      {
        file: 'src/content/multipart.ts',
        replace: lines('    name === undefined ||', ''),
        by: '',
      },
      {
        file: 'src/content/multipart.ts',
        replace: 'name: decodeName(name),',
        by: "name: decodeName(name ?? 'extra'),",
      },
    ],
    caught: ['forms.51 to forms.52', 'forms.54'],
  },
  {
    name: 'takes the first of two Content-Dispositions',
    step: 'forms',
    file: 'src/content/multipart.ts',
    replace: lines('    others.length > 0 ||', ''),
    by: lines('    others.length > 9 ||', ''),
    caught: ['forms.55'],
  },
  {
    name: 'unfolds folded lines of parts',
    step: 'forms',
    file: 'src/content/part-reader.ts',
    replace: String.raw`return head.split('\r\n')`,
    by: String.raw`return head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')`,
    caught: ['forms.56'],
  },
  {
    name: 'takes white space before the colon of a part',
    step: 'forms',
    file: 'src/content/multipart.ts',
    replace:
      "const [, name = '', value = ''] = /^([!-9;-~]+):(.*)$/s.exec(line) ?? []",
    by:
      "const [, name = '', value = ''] = /^([!-9;-~]+)[ " +
      String.raw`\t]*:(.*)$/s.exec(line) ?? []`,
    caught: ['forms.57'],
  },
  {
    name: 'takes every octet in the fields of parts',
    step: 'forms',
    file: 'src/content/multipart.ts',
    replace: String.raw`if (name !== '' && !/[\0-\x08\x0a-\x1f\x7f\ufffd]/.test(value)) {`,
    by: "if (name !== '') {",
    caught: ['forms.58 to forms.60'],
  },
  {
    name: 'takes filenames in their own encoding',
    step: 'forms',
    file: 'src/content/multipart.ts',
    replace: lines('||', "    parameters.has('filename*')"),
    by: '',
    caught: ['forms.64'],
  },
  {
    name: 'leaves what it cannot decode as it is',
    step: 'forms',
    file: 'src/web/target.ts',
    replace: '    // Said below.',
    by: '    return text',
    caught: ['forms.65 to forms.67', 'forms.69'],
  },
  {
    name: 'takes NUL in a query string',
    step: 'forms',
    file: 'src/web/target.ts',
    replace: String.raw`if (!decoded.includes('\0')) return decoded`,
    by: 'return decoded',
    caught: ['forms.68'],
  },
  {
    name: 'takes books without titles and authors',
    step: 'forms',
    file: 'src/books.ts',
    replace:
      "if (!isText(title)) throw new HttpError(422, 'title must be a text')",
    by: "if (false as boolean) throw new HttpError(422, 'title must be a text')",
    also: [
      {
        file: 'src/books.ts',
        replace: 'if (!isText(author)) throw',
        by: 'if (false as boolean) throw',
      },
      {
        file: 'src/books.ts',
        replace: 'return { title, author, year, tags }',
        by: "return { title: String(title ?? ''), author: String(author ?? ''), year, tags }",
      },
    ],
    caught: ['forms.70 to forms.73'],
  },
  {
    name: 'takes every year',
    step: 'forms',
    file: 'src/books.ts',
    replace: ' || !Number.isInteger(year)',
    by: '',
    caught: ['forms.74 to forms.78'],
  },
  {
    name: 'takes any number of fields',
    step: 'forms',
    file: 'src/content/form.ts',
    replace: lines('if (count > limits.parts) throw tooManyParts()', ''),
    by: '',
    also: [
      {
        file: 'src/content/form.ts',
        replace: lines(
          'if (fields.size > limits.parts) throw tooManyParts()',
          '',
        ),
        by: '',
      },
    ],
    caught: ['forms.107 to forms.109'],
  },
  {
    name: 'takes white space off with a slow pattern',
    step: 'forms',
    file: 'src/content/multipart.ts',
    replace: 'return [name.toLowerCase(), trimOws(value)]',
    by: String.raw`return [name.toLowerCase(), trimOws(value.replace(/[ \t]*[ \t]+$/, ''))]`,
    caught: ['forms.113'],
  },
  {
    name: 'takes wrong passwords for nobody with a form',
    step: 'forms',
    file: 'src/app.ts',
    replace: lines(
      'const user = await findUser(request, sessions)',
      '    return page',
    ),
    by: lines(
      'const user = await findUser(request, sessions).catch(() => undefined)',
      '    return page',
    ),
    caught: ['forms.116'],
  },
  {
    name: 'forgets what was typed',
    step: 'forms',
    file: 'src/form-page.ts',
    replace: 'fields = form.fields',
    by: 'void form.fields',
    caught: ['forms.117 to forms.119', 'forms.121'],
  },
  {
    name: 'forgets what was typed before a cover that is too long',
    step: 'forms',
    file: 'src/form-page.ts',
    replace: 'if (error instanceof FormError) fields = error.fields',
    by: 'void FormError',
    caught: ['forms.120'],
  },
  {
    name: 'writes what was typed as HTML',
    step: 'forms',
    file: 'src/form-page.ts',
    replace: 'html` value="${value}"`',
    by: 'html` value="${new Html(value)}"`',
    also: [
      {
        file: 'src/form-page.ts',
        replace: 'import { type Html, html }',
        by: 'import { Html, html }',
      },
    ],
    caught: ['forms.117 to forms.121'],
  },
]
