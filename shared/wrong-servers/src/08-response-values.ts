// Servers that write another response than the handler gave.
import type { WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'passes no body but that of POST on',
    step: 'response-values',
    file: 'src/app.ts',
    replace: 'await request.body.text()',
    by: "request.method === 'POST' ? await request.body.text() : ''",
    caught: ['response-values.1 to response-values.4'],
  },
  {
    name: 'counts characters instead of octets',
    step: 'response-values',
    file: 'src/wire/response.ts',
    replace: 'Content-Length: ${length}',
    by: 'Content-Length: ${body.length}',
    caught: ['response-values.12'],
  },
  {
    name: 'says a length of 0 in answer to HEAD',
    step: 'response-values',
    file: 'src/wire/response.ts',
    replace: 'Content-Length: ${length}',
    by: "Content-Length: ${method === 'HEAD' ? 0 : content.length}",
    caught: ['response-values.13'],
  },
  {
    name: 'sends a body with an error in answer to HEAD',
    step: 'response-values',
    file: 'src/wire/response.ts',
    replace: "if (method === 'HEAD')",
    by: "if (method === 'HEAD' && status < 400)",
    caught: ['response-values.14'],
  },
  {
    name: 'writes the status line without a phrase',
    step: 'response-values',
    file: 'src/wire/response.ts',
    replace: "${STATUS_PHRASES[status] ?? ''}",
    by: '',
    caught: ['response-values.5 to response-values.11', 'response-values.15'],
  },
  {
    name: 'says the length twice',
    step: 'response-values',
    file: 'src/wire/response.ts',
    replace: 'head += `Content-Length: ${length}',
    by: 'head += `Content-Length: ${length}\\r\\nContent-Length: ${length}',
    caught: ['response-values.16'],
  },
]
