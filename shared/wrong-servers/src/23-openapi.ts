// Servers that describe themselves otherwise than they are.
import { lines, type WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'speaks OpenAPI 3.0',
    step: 23,
    file: 'src/api/openapi.ts',
    replace: "openapi: '3.1.0'",
    by: "openapi: '3.0.3'",
    caught: ['23.2'],
  },
  {
    name: 'has the document elsewhere',
    step: 23,
    file: 'src/api/app.ts',
    replace: "'/openapi.json'",
    by: "'/swagger.json'",
    caught: ['23.1', '23.4 to 23.14', '23.35 to 23.36'],
  },
  {
    name: 'does not say what it is called',
    step: 23,
    file: 'src/api/openapi.ts',
    replace: 'const info = { title, version, description }',
    by: 'const info = { title: title.slice(99), version, description }',
    caught: ['23.3'],
  },
  {
    name: 'gives all operations of a path one id',
    step: 23,
    file: 'src/api/operation.ts',
    replace: String.raw`operationId: operationId ?? id.replaceAll(/\W/g, '_')`,
    by: 'operationId: operationId ?? pathOf(route)',
    also: [
      {
        file: 'src/api/openapi.ts',
        replace: lines(
          'if (ids.has(id)) throw new Error(`Two operations are called "${id}"`)',
          '',
        ),
        by: '',
      },
    ],
    caught: ['23.15'],
  },
  {
    name: 'says nothing of what operations are for',
    step: 23,
    file: 'src/api/operation.ts',
    replace: 'summary: summary ?? titleOf(name),',
    by: 'summary,',
    caught: ['23.16'],
  },
  {
    name: 'has no tags',
    step: 23,
    file: 'src/api/operation.ts',
    replace: 'tags: unlessEmpty(tags),',
    by: 'tags: unlessEmpty(tags.slice(9)),',
    caught: ['23.17'],
  },
  {
    name: 'describes no parameters',
    step: 23,
    file: 'src/api/operation.ts',
    replace: 'parameters: unlessEmpty(describeParameters(route, components)),',
    by: 'parameters: unlessEmpty(describeParameters(route, components).slice(9)),',
    caught: ['23.18 to 23.19'],
  },
  {
    name: 'describes no content of responses',
    step: 23,
    file: 'src/api/operation.ts',
    replace: 'content: status === 204 ? undefined : content,',
    by: 'content: status === 204 ? content : undefined,',
    caught: ['23.23 to 23.24'],
  },
  {
    name: 'leaves out the schemas that it points to',
    step: 23,
    file: 'src/api/json-schema.ts',
    replace: 'Object.assign(this.schemas, read.named)',
    by: 'Object.assign({}, read.named)',
    caught: ['23.20 to 23.22', '23.30'],
  },
  {
    name: 'describes no faults',
    step: 23,
    file: 'src/api/operation.ts',
    replace: 'described[422] ??= VALIDATION_ERROR',
    by: "described[422] ??= { description: 'Validation Error' }",
    caught: ['23.26 to 23.27'],
  },
  {
    name: 'describes only success',
    step: 23,
    file: 'src/api/operation.ts',
    replace: 'described[other] = { description }',
    by: "if (description === '') described[other] = { description }",
    caught: ['23.25'],
  },
  {
    name: 'says nothing of credentials',
    step: 23,
    file: 'src/api/operation.ts',
    replace: lines('Object.assign(components.securitySchemes, schemes)', ''),
    by: '',
    caught: ['23.28 to 23.29'],
  },
  {
    name: 'describes the document and its page, too',
    step: 23,
    file: 'src/api/openapi.ts',
    replace: 'routes.filter(({ options }) => !options.hidden)',
    by: 'routes.filter(({ options }) => options)',
    caught: ['23.31'],
  },
  {
    name: 'has no page',
    step: 23,
    file: 'src/api/docs.ts',
    replace: 'app.get(docs, [], () => page(base), hidden)',
    by: 'app.get(`${docs}s`, [], () => page(base), hidden)',
    caught: ['23.32 to 23.34', '23.39 to 23.42'],
  },
  {
    name: 'closes behind what is large',
    step: 23,
    file: 'src/wire/connection.ts',
    replace: 'const keep = body?.isComplete',
    by: lines(
      "const large = typeof response.body !== 'object' && " +
        '(response.body?.length ?? 0) > 600 && ' +
        "!exchange.head?.target.startsWith('/books')",
      '  const keep = large ? false : body?.isComplete',
    ),
    caught: ['23.37'],
  },
  {
    name: 'takes every method for the document and its page',
    step: 23,
    file: 'src/web/router.ts',
    replace: 'const handler = handlers.get(method) ?? get',
    by:
      'const handler = handlers.get(method) ?? get ?? ' +
      String.raw`(/^\/(?:docs|openapi)/.test(target) ? ` +
      "handlers.get('GET') : undefined)",
    caught: ['23.38'],
  },
]
