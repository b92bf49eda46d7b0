// Servers that send streams to those who cannot read them, or too fast.
import { lines, type WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'closes behind a stream',
    step: 15,
    file: 'src/wire/connection.ts',
    replace: 'return keep && whole && canKeepAlive(exchange, limits)',
    by: 'return keep && whole && head === undefined',
    caught: [
      '15.1 to 15.2',
      '15.4 to 15.6',
      '15.12',
      '15.15 to 15.16',
      '15.53',
    ],
  },
  {
    name: 'sends chunk sizes in decimal',
    step: 15,
    file: 'src/wire/response-stream.ts',
    replace: 'bytes.length.toString(16)',
    by: 'bytes.length.toString()',
    caught: ['15.17 to 15.18', '15.28 to 15.29', '15.52'],
  },
  {
    name: 'says nothing of chunks to HEAD',
    step: 15,
    file: 'src/wire/connection.ts',
    replace: '...(field ? [field] : [])]',
    by: "...(field && head?.method !== 'HEAD' ? [field] : [])]",
    caught: ['15.8 to 15.9'],
  },
  {
    name: 'sends books in lines as a list',
    step: 15,
    file: 'src/web/json-lines.ts',
    replace: 'yield `${JSON.stringify(value)}\\n`',
    by: 'yield `[${JSON.stringify(value)}]\\n`',
    caught: ['15.19 to 15.22'],
  },
  {
    name: 'calls events text',
    step: 15,
    file: 'src/web/event-stream.ts',
    replace: "['Content-Type', 'text/event-stream']",
    by: "['Content-Type', 'text/plain']",
    caught: ['15.26'],
  },
  {
    name: 'lets caches keep events',
    step: 15,
    file: 'src/web/event-stream.ts',
    replace: "['Cache-Control', 'no-cache']",
    by: "['Cache-Control', 'max-age=60']",
    caught: ['15.27'],
  },
  {
    name: 'forgets where a client was',
    step: 15,
    file: 'src/clock.ts',
    replace: String.raw`let number = /^\d{1,15}$/.test(last) ? Number(last) : 0`,
    by: "let number = last === '?' ? 1 : 0",
    caught: ['15.31 to 15.32', '15.42'],
  },
  {
    name: 'counts with numbers of any size',
    step: 15,
    file: 'src/clock.ts',
    replace: String.raw`/^\d{1,15}$/`,
    by: String.raw`/^\d+$/`,
    caught: ['15.43'],
  },
  {
    name: 'starts at 0',
    step: 15,
    file: 'src/clock.ts',
    replace: '? Number(last) : 0',
    by: '? Number(last) : -1',
    caught: ['15.25', '15.30', '15.33 to 15.41', '15.44 to 15.45'],
  },
  {
    name: 'answers the next request while a stream goes on',
    step: 15,
    file: 'src/wire/connection.ts',
    replace:
      'const whole = headOnly || (await sendStream(socket, response.body, field))',
    by:
      'const whole = headOnly || !sendStream(socket, response.body, ' +
      'field).catch(() => {}) || true',
    caught: ['15.3', '15.7', '15.23 to 15.24'],
  },
  {
    name: 'tells pages of partners nothing of streams',
    step: 15,
    file: 'src/web/cors.ts',
    replace: lines('const response = await next(request)', ''),
    by: lines(
      'const response = await next(request)',
      "    if (typeof response.body === 'object') return response",
      '',
    ),
    caught: ['15.46'],
  },
  {
    name: 'crashes when a client resets a stream',
    step: 15,
    file: 'src/wire/server.ts',
    replace: "socket.on('error', () => {})",
    by: '',
    caught: ['15.10 to 15.11', '15.13 to 15.14', '15.47 to 15.51'],
  },
]
