// Servers that do not give back what they got.
import { lines, type WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'echoes text instead of octets',
    step: 'echo-bytes',
    file: 'src/app.ts',
    replace: 'socket.pipe(socket)',
    by: lines(
      "socket.on('data', (chunk) => socket.write(chunk.toString()))",
      "  socket.on('end', () => socket.end())",
    ),
    caught: ['echo-bytes.2'],
  },
  {
    name: 'waits for a line end',
    step: 'echo-bytes',
    file: 'src/app.ts',
    replace: 'socket.pipe(socket)',
    by: lines(
      "let line = ''",
      "  socket.on('data', (chunk: Buffer) => {",
      "    line += chunk.toString('latin1')",
      String.raw`    if (line.includes('\n')) socket.write(line, 'latin1')`,
      String.raw`    if (line.includes('\n')) line = ''`,
      '  })',
    ),
    caught: ['echo-bytes.1', 'echo-bytes.4'],
  },
  {
    name: 'keeps the bytes of all clients in one place',
    step: 'echo-bytes',
    file: 'src/app.ts',
    replace: 'socket.pipe(socket)',
    by: lines(
      "socket.on('data', (chunk: Buffer) => {",
      '    shared = chunk',
      '    setImmediate(() => socket.write(shared))',
      '  })',
    ),
    also: [
      {
        file: 'src/app.ts',
        replace: 'function handler',
        by: lines('let shared = Buffer.alloc(0)', '', 'function handler'),
      },
    ],
    caught: ['echo-bytes.3', 'echo-bytes.5 to echo-bytes.6'],
  },
  {
    name: 'hangs up as soon as the client has ended',
    step: 'echo-bytes',
    file: 'src/app.ts',
    replace: 'socket.pipe(socket)',
    by: lines(
      "socket.on('data', (chunk) => socket.write(chunk))",
      "  socket.on('end', () => socket.destroy())",
    ),
    caught: ['echo-bytes.7'],
  },
  {
    name: 'knows no error of a socket',
    step: 'echo-bytes',
    file: 'src/wire/server.ts',
    replace: "socket.on('error', () => {})",
    by: '',
    caught: ['echo-bytes.8 to echo-bytes.9'],
  },
  {
    name: 'serves one client after the other',
    step: 'echo-bytes',
    file: 'src/wire/server.ts',
    replace: 'handler(socket)',
    by: lines(
      'turn = turn.then(',
      '      () =>',
      '        new Promise((resolve) => {',
      "          socket.once('close', resolve)",
      '          handler(socket)',
      '        }),',
      '    )',
    ),
    also: [
      {
        file: 'src/wire/server.ts',
        replace: '/** A server for',
        by: lines(
          'let turn: Promise<unknown> = Promise.resolve()',
          '',
          '/** A server for',
        ),
      },
    ],
    caught: ['echo-bytes.10'],
  },
]
