// Servers that describe themselves otherwise than they are.
import { lines, type WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'speaks OpenAPI 3.0',
    step: 'openapi',
    file: 'src/api/openapi.ts',
    replace: "openapi: '3.1.0'",
    by: "openapi: '3.0.3'",
    caught: ['openapi.2'],
  },
  {
    name: 'has the document elsewhere',
    step: 'openapi',
    file: 'src/api/app.ts',
    replace: "'/openapi.json'",
    by: "'/swagger.json'",
    caught: [
      'openapi.1',
      'openapi.4 to openapi.14',
      'openapi.35 to openapi.36',
    ],
  },
  {
    name: 'does not say what it is called',
    step: 'openapi',
    file: 'src/api/openapi.ts',
    replace: 'const info = { title, version, description }',
    by: 'const info = { title: title.slice(99), version, description }',
    caught: ['openapi.3'],
  },
  {
    name: 'gives all operations of a path one id',
    step: 'openapi',
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
    caught: ['openapi.15'],
  },
  {
    name: 'says nothing of what operations are for',
    step: 'openapi',
    file: 'src/api/operation.ts',
    replace: 'summary: summary ?? titleOf(name),',
    by: 'summary,',
    caught: ['openapi.16'],
  },
  {
    name: 'has no tags',
    step: 'openapi',
    file: 'src/api/operation.ts',
    replace: 'tags: unlessEmpty(tags),',
    by: 'tags: unlessEmpty(tags.slice(9)),',
    caught: ['openapi.17'],
  },
  {
    name: 'describes no parameters',
    step: 'openapi',
    file: 'src/api/operation.ts',
    replace: 'parameters: unlessEmpty(describeParameters(route, components)),',
    by: 'parameters: unlessEmpty(describeParameters(route, components).slice(9)),',
    caught: ['openapi.18 to openapi.19'],
  },
  {
    name: 'describes no content of responses',
    step: 'openapi',
    file: 'src/api/operation.ts',
    replace: 'content: status === 204 ? undefined : content,',
    by: 'content: status === 204 ? content : undefined,',
    caught: ['openapi.23 to openapi.24'],
  },
  {
    name: 'leaves out the schemas that it points to',
    step: 'openapi',
    file: 'src/api/json-schema.ts',
    replace: 'Object.assign(this.schemas, read.named)',
    by: 'Object.assign({}, read.named)',
    caught: ['openapi.20 to openapi.22', 'openapi.30'],
  },
  {
    name: 'describes no faults',
    step: 'openapi',
    file: 'src/api/operation.ts',
    replace: 'described[422] ??= VALIDATION_ERROR',
    by: "described[422] ??= { description: 'Validation Error' }",
    caught: ['openapi.26 to openapi.27'],
  },
  {
    name: 'describes only success',
    step: 'openapi',
    file: 'src/api/operation.ts',
    replace: 'described[other] = { description }',
    by: "if (description === '') described[other] = { description }",
    caught: ['openapi.25'],
  },
  {
    name: 'says nothing of credentials',
    step: 'openapi',
    file: 'src/api/operation.ts',
    replace: lines('Object.assign(components.securitySchemes, schemes)', ''),
    by: '',
    caught: ['openapi.28 to openapi.29'],
  },
  {
    name: 'describes the document and its page, too',
    step: 'openapi',
    file: 'src/api/openapi.ts',
    replace: 'routes.filter(({ options }) => !options.hidden)',
    by: 'routes.filter(({ options }) => options)',
    caught: ['openapi.31'],
  },
  {
    name: 'has no page',
    step: 'openapi',
    file: 'src/api/docs.ts',
    replace: 'app.get(docs, [], () => page(base), hidden)',
    by: 'app.get(`${docs}s`, [], () => page(base), hidden)',
    caught: ['openapi.32 to openapi.34', 'openapi.39 to openapi.42'],
  },
  {
    name: 'closes behind what is large',
    step: 'openapi',
    file: 'src/wire/connection.ts',
    replace: 'const keep = body?.isComplete',
    by: lines(
      "const large = typeof response.body !== 'object' && " +
        '(response.body?.length ?? 0) > 600 && ' +
        "!exchange.head?.target.startsWith('/books')",
      '  const keep = large ? false : body?.isComplete',
    ),
    caught: ['openapi.37'],
  },
  {
    name: 'takes every method for the document and its page',
    step: 'openapi',
    file: 'src/web/router.ts',
    replace: 'const handler = handlers.get(method) ?? get',
    by:
      'const handler = handlers.get(method) ?? get ?? ' +
      String.raw`(/^\/(?:docs|openapi)/.test(target) ? ` +
      "handlers.get('GET') : undefined)",
    caught: ['openapi.38'],
  },
]
