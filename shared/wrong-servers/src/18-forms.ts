// Servers that read forms in another way than browsers write them.
import { lines, type WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'closes behind the page',
    step: 18,
    file: 'src/wire/connection.ts',
    replace: lines('const keep =', '    head && body?.isComplete'),
    by: lines(
      'const keep =',
      "    String(response.headers).includes('html') ? false : head && " +
        'body?.isComplete',
    ),
    caught: ['18.1 to 18.2'],
  },
  {
    name: 'takes PUT for POST',
    step: 18,
    file: 'src/app.ts',
    replace: "router.add('POST', '/form', async (request) => {",
    by: lines(
      "router.add('PUT', '/form', () => page.show())",
      "  router.add('POST', '/form', async (request) => {",
    ),
    caught: ['18.3'],
  },
  {
    name: 'has a cover for everything',
    step: 18,
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
    caught: ['18.4 to 18.8'],
  },
  {
    name: 'does not say in what charset the page is',
    step: 18,
    file: 'src/form-page.ts',
    replace: "'text/html; charset=utf-8'",
    by: "'text/html'",
    caught: ['18.9', '18.30', '18.38', '18.111'],
  },
  {
    name: 'takes a plus sign for a plus sign',
    step: 18,
    file: 'src/web/target.ts',
    replace: "pair.replaceAll('+', ' ')",
    by: 'pair',
    caught: ['18.10 to 18.12', '18.79 to 18.81', '18.105', '18.114 to 18.115'],
  },
  {
    name: 'knows boundaries without quotation marks only',
    step: 18,
    file: 'src/web/parameters.ts',
    replace: String.raw`(?:"([^"]*)"|([^\s";]+))`,
    by: String.raw`(?:(?!)(.)|([^\s;]+))`,
    caught: [
      '18.13 to 18.14',
      '18.25 to 18.26',
      '18.95 to 18.100',
      '18.102 to 18.104',
      '18.110',
      '18.112',
    ],
  },
  {
    name: 'knows boundaries of letters and digits',
    step: 18,
    file: 'src/web/multipart.ts',
    replace: String.raw`/^[\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?]$/`,
    by: '/^[a-zA-Z0-9]{1,70}$/',
    caught: ['18.15 to 18.16'],
  },
  {
    name: 'knows parameters in lower case only',
    step: 18,
    file: 'src/web/parameters.ts',
    replace: 'const key = name?.toLowerCase()',
    by: 'const key = name',
    caught: ['18.17', '18.22'],
  },
  {
    name: 'knows no preamble',
    step: 18,
    file: 'src/web/multipart.ts',
    replace: 'await reader.skipContent() // the preamble',
    by: lines(
      'for await (const piece of reader.readContent()) {',
      "    if (piece.length > 0) throw new HttpError(400, 'No preamble')",
      '  }',
    ),
    caught: ['18.19'],
  },
  {
    name: 'wants a line end behind the last boundary',
    step: 18,
    file: 'src/web/part-reader.ts',
    replace: "if (this.#bytes.indexOf('--') === 0) return false",
    by: lines(
      "if (this.#bytes.indexOf('--') === 0) {",
      '      while (this.#bytes.length < 4) await this.#readMore()',
      '      return false',
      '    }',
    ),
    caught: ['18.20'],
  },
  {
    name: 'knows names between quotation marks only',
    step: 18,
    file: 'src/web/multipart.ts',
    replace: "const name = parameters.get('name')",
    by:
      "const name = dispositions.includes('name=\"') ? " +
      "parameters.get('name') : undefined",
    caught: ['18.23'],
  },
  {
    name: 'reads fields as Latin-1',
    step: 18,
    file: 'src/web/form.ts',
    replace: "return new TextDecoder('utf-8', options).decode(bytes)",
    by: "return options && bytes.toString('latin1')",
    caught: ['18.24', '18.62 to 18.63'],
  },
  {
    name: 'keeps fields in a plain object',
    step: 18,
    file: 'src/form-page.ts',
    replace: '...Object.fromEntries(fields),',
    by: lines(
      '...[...fields].reduce<Record<string, string>>((all, [name, value]) => {',
      "        if (name === '__proto__') throw new HttpError(500, 'Bad name')",
      '        all[name] = value',
      '        return all',
      '      }, {}),',
    ),
    caught: ['18.28'],
  },
  {
    name: 'guesses the boundary from the body',
    step: 18,
    file: 'src/web/form.ts',
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
    caught: ['18.18', '18.21', '18.29', '18.31 to 18.36', '18.39'],
  },
  {
    name: 'takes the first of two parameters',
    step: 18,
    file: 'src/web/parameters.ts',
    replace: "if (all === undefined || parameters.has(key ?? '')) {",
    by: lines(
      "if (parameters.has(key ?? '')) {",
      '      at += all?.length ?? 1',
      '      continue',
      '    }',
      '    if (all === undefined) {',
    ),
    caught: ['18.37', '18.53'],
  },
  {
    name: 'takes an open quotation mark for a part of a value',
    step: 18,
    file: 'src/web/parameters.ts',
    replace: String.raw`(?:"([^"]*)"|([^\s";]+))`,
    by: String.raw`(?:"([^"]*)"|([^\s;]+))`,
    caught: ['18.61'],
  },
  {
    name: 'answers 400 to what is no form',
    step: 18,
    file: 'src/web/form.ts',
    replace: 'new HttpError(415,',
    by: 'new HttpError(400,',
    caught: ['18.40 to 18.43', '18.82'],
  },
  {
    name: 'takes half a form when a client leaves',
    step: 18,
    file: 'src/wire/length-body.ts',
    replace:
      'throw new HttpError(400, `Body ended ${missing} bytes too early`)',
    by: 'return',
    also: [
      {
        file: 'src/web/part-reader.ts',
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
    caught: ['18.44 to 18.48', '18.101', '18.106'],
  },
  {
    name: 'takes text behind a boundary',
    step: 18,
    file: 'src/web/part-reader.ts',
    replace: String.raw`if (!/[^ \t]/.test(padding)) return true`,
    by: "if (padding !== '?') return true",
    caught: ['18.49'],
  },
  {
    name: 'takes bare line feeds in a form',
    step: 18,
    file: 'src/web/form.ts',
    replace:
      "const parts = readParts(request.body, parameters.get('boundary'))",
    by: lines(
      "const text = (await request.body.bytes()).toString('latin1')",
      String.raw`    const bytes = Buffer.from(text.replaceAll(/\r?\n/g, '\r\n'), 'latin1')`,
      '    const parts = readParts((async function* () { yield bytes ' +
        "})(), parameters.get('boundary'))",
    ),
    caught: ['18.27', '18.50', '18.83 to 18.94'],
  },
  {
    name: 'takes parts without a Content-Disposition',
    step: 18,
    file: 'src/web/multipart.ts',
    replace: lines("    kind !== 'form-data' ||", ''),
    by: '',
    also: [
      {
        file: 'src/web/multipart.ts',
        replace: lines('    name === undefined ||', ''),
        by: '',
      },
      {
        file: 'src/web/multipart.ts',
        replace: 'name: decodeName(name),',
        by: "name: decodeName(name ?? 'extra'),",
      },
    ],
    caught: ['18.51 to 18.52', '18.54'],
  },
  {
    name: 'takes the first of two Content-Dispositions',
    step: 18,
    file: 'src/web/multipart.ts',
    replace: lines('    others.length > 0 ||', ''),
    by: lines('    others.length > 9 ||', ''),
    caught: ['18.55'],
  },
  {
    name: 'unfolds folded lines of parts',
    step: 18,
    file: 'src/web/part-reader.ts',
    replace: String.raw`return head.split('\r\n')`,
    by: String.raw`return head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')`,
    caught: ['18.56'],
  },
  {
    name: 'takes white space before the colon of a part',
    step: 18,
    file: 'src/web/multipart.ts',
    replace:
      "const [, name = '', value = ''] = /^([!-9;-~]+):(.*)$/s.exec(line) ?? []",
    by:
      "const [, name = '', value = ''] = /^([!-9;-~]+)[ " +
      String.raw`\t]*:(.*)$/s.exec(line) ?? []`,
    caught: ['18.57'],
  },
  {
    name: 'takes every octet in the fields of parts',
    step: 18,
    file: 'src/web/multipart.ts',
    replace: String.raw`if (name !== '' && !/[\0-\x08\x0a-\x1f\x7f\ufffd]/.test(value)) {`,
    by: "if (name !== '') {",
    caught: ['18.58 to 18.60'],
  },
  {
    name: 'takes filenames in their own encoding',
    step: 18,
    file: 'src/web/multipart.ts',
    replace: lines('||', "    parameters.has('filename*')"),
    by: '',
    caught: ['18.64'],
  },
  {
    name: 'leaves what it cannot decode as it is',
    step: 18,
    file: 'src/web/target.ts',
    replace: '    // Said below.',
    by: '    return text',
    caught: ['18.65 to 18.67', '18.69'],
  },
  {
    name: 'takes NUL in a query string',
    step: 18,
    file: 'src/web/target.ts',
    replace: String.raw`if (!decoded.includes('\0')) return decoded`,
    by: 'return decoded',
    caught: ['18.68'],
  },
  {
    name: 'takes books without titles and authors',
    step: 18,
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
    caught: ['18.70 to 18.73'],
  },
  {
    name: 'takes every year',
    step: 18,
    file: 'src/books.ts',
    replace: ' || !Number.isInteger(year)',
    by: '',
    caught: ['18.74 to 18.78'],
  },
  {
    name: 'takes any number of fields',
    step: 18,
    file: 'src/web/form.ts',
    replace: lines('if (count > limits.parts) throw tooManyParts()', ''),
    by: '',
    also: [
      {
        file: 'src/web/form.ts',
        replace: lines(
          'if (fields.size > limits.parts) throw tooManyParts()',
          '',
        ),
        by: '',
      },
    ],
    caught: ['18.107 to 18.109'],
  },
  {
    name: 'takes white space off with a slow pattern',
    step: 18,
    file: 'src/web/multipart.ts',
    replace: 'return [name.toLowerCase(), trimOws(value)]',
    by: String.raw`return [name.toLowerCase(), trimOws(value.replace(/[ \t]*[ \t]+$/, ''))]`,
    caught: ['18.113'],
  },
  {
    name: 'takes wrong passwords for nobody with a form',
    step: 18,
    file: 'src/app.ts',
    replace: lines(
      'const user = await findUser(request, sessions)',
      '    return page',
    ),
    by: lines(
      'const user = await findUser(request, sessions).catch(() => undefined)',
      '    return page',
    ),
    caught: ['18.116'],
  },
  {
    name: 'forgets what was typed',
    step: 18,
    file: 'src/form-page.ts',
    replace: 'fields = form.fields',
    by: 'void form.fields',
    caught: ['18.117 to 18.119', '18.121'],
  },
  {
    name: 'forgets what was typed before a cover that is too long',
    step: 18,
    file: 'src/form-page.ts',
    replace: 'if (error instanceof FormError) fields = error.fields',
    by: 'void FormError',
    caught: ['18.120'],
  },
  {
    name: 'writes what was typed as HTML',
    step: 18,
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
    caught: ['18.117 to 18.121'],
  },
]
