// Servers that write another response than the handler gave.
import type { WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'passes no body but that of POST on',
    step: 8,
    file: 'src/app.ts',
    replace: 'await request.body.text()',
    by: "request.method === 'POST' ? await request.body.text() : ''",
    caught: ['08.1 to 08.4'],
  },
  {
    name: 'counts characters instead of octets',
    step: 8,
    file: 'src/wire/response.ts',
    replace: 'Content-Length: ${length}',
    by: 'Content-Length: ${body.length}',
    caught: ['08.12'],
  },
  {
    name: 'says a length of 0 in answer to HEAD',
    step: 8,
    file: 'src/wire/response.ts',
    replace: 'Content-Length: ${length}',
    by: "Content-Length: ${method === 'HEAD' ? 0 : content.length}",
    caught: ['08.13'],
  },
  {
    name: 'sends a body with an error in answer to HEAD',
    step: 8,
    file: 'src/wire/response.ts',
    replace: "if (method === 'HEAD')",
    by: "if (method === 'HEAD' && status < 400)",
    caught: ['08.14'],
  },
  {
    name: 'writes the status line without a phrase',
    step: 8,
    file: 'src/wire/response.ts',
    replace: "${STATUS_PHRASES[status] ?? ''}",
    by: '',
    caught: ['08.5 to 08.11', '08.15'],
  },
  {
    name: 'says the length twice',
    step: 8,
    file: 'src/wire/response.ts',
    replace: 'head += `Content-Length: ${length}',
    by: 'head += `Content-Length: ${length}\\r\\nContent-Length: ${length}',
    caught: ['08.16'],
  },
]
