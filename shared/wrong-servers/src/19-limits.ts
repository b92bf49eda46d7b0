// Servers that wait too long, or not long enough.
import { lines, type WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'closes after the last request and does not say so',
    step: 'limits',
    file: 'src/wire/connection.ts',
    replace: 'const field = connectionField(head, keep)',
    by: 'const field = connectionField(head, keep || connection.requests <= 1)',
    caught: ['limits.1 to limits.10', 'limits.12'],
  },
  {
    name: 'counts no streams',
    step: 'limits',
    file: 'src/wire/connection.ts',
    replace: 'if (isStream(response.body)) return',
    by: 'if (isStream(response.body)) connection.requests += 1\n  if (isStream(response.body)) return',
    caught: ['limits.11'],
  },
  {
    name: 'counts the requests of all connections together',
    step: 'limits',
    file: 'src/wire/connection.ts',
    replace: 'connection.requests -= 1',
    by: 'connection.requests = total -= 1',
    also: [
      {
        file: 'src/wire/connection.ts',
        replace: 'interface Connection {',
        by: lines('let total = 1_000', '', 'interface Connection {'),
      },
    ],
    caught: ['limits.14 to limits.15'],
  },
  {
    name: 'answers what is behind the last request',
    step: 'limits',
    file: 'src/wire/connection.ts',
    replace: 'while (!socket.destroyed && (await serveRequest(connection))) {',
    by:
      'while (!socket.destroyed && ((await serveRequest(connection)) || ' +
      'connection.requests <= 1)) {',
    caught: ['limits.13'],
  },
  {
    name: 'serves fifty clients at a time',
    step: 'limits',
    file: 'src/wire/limits.ts',
    replace: 'connections: 10_000',
    by: 'connections: 50',
    caught: ['limits.16 to limits.31'],
  },
  {
    name: 'forgets that clients have left',
    step: 'limits',
    file: 'src/wire/server.ts',
    replace: "socket.once('close', () => this.#sockets.delete(socket))",
    by: 'if (this.#sockets.size < 0) this.#sockets.delete(socket)',
    also: [
      {
        file: 'src/wire/limits.ts',
        replace: 'connections: 10_000',
        by: 'connections: 400',
      },
    ],
    caught: ['limits.32 to limits.38'],
  },
]
