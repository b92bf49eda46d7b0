// What `npm run coverage` does not ask a test for, each with its reason.

/** A line whose gaps are admitted; without `code`, a whole file. */
export interface CoverageException {
  /** In the step, "src/app.ts". */
  readonly file: string
  /** The line's text, without the space around it. */
  readonly code?: string
  readonly reason: string
}

const MATCHES = 'The expression matches every text.'

/** By file, in the order of their lines. */
export const EXCEPTIONS: readonly CoverageException[] = [
  {
    file: 'src/api/endpoint.ts',
    code: "const path = new Map(names.map((name, i) => [name, texts[i] ?? '']))",
    reason: 'The router gives a text for every name of the template.',
  },
  {
    file: 'src/api/route.ts',
    code: 'return options.dependencies?.map((guard) => depends(guard)) ?? []',
    reason:
      'The app has put its own guards before; the type is still optional.',
  },
  {
    file: 'src/main.ts',
    reason:
      'It is measured in no process but that of the tests; see main.test.ts.',
  },
  {
    file: 'src/web/conditional.ts',
    code: 'return { status: 304, headers: headers ?? [] }',
    reason: 'withHeaders has made the list; the type is still optional.',
  },
  {
    file: 'src/content/files.ts',
    code: 'const info = await stat(path, { bigint: true }).catch(() => undefined)',
    reason: 'For a file that goes between one call of the system and the next.',
  },
  {
    file: 'src/content/html.ts',
    code: `return String(value).replaceAll(/[&<>"']/g, (one) => ESCAPES[one] ?? one)`,
    reason: 'The table has every character that the expression finds.',
  },
  {
    file: 'src/content/parameters.ts',
    code: "const [start = '', value = ''] = /^([^\\s;]*)[ \\t]*/.exec(text) ?? []",
    reason: MATCHES,
  },
  {
    file: 'src/web/target.ts',
    code: "const [, path = '', query = ''] = /^([^?]*)\\??(.*)$/.exec(start) ?? []",
    reason: 'The wire lets no target with a line break through.',
  },
  {
    file: 'src/web/target.ts',
    code: "const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? []",
    reason: MATCHES,
  },
]
