// Starts the app on PORT and HOST. The only file that knows a port.
import { createApp } from './app.ts'

const host = process.env['HOST'] || 'localhost'
const port = parsePort(process.env['PORT'] || '8000')

export const server = createApp()
server.on('error', stop)
server.listen(port, host, announce)
process.on('SIGINT', finish)
process.on('SIGTERM', finish)
// A full disk or a reader that leaves (`npm start | head`) makes an error of
// what we print. Without listeners, Node would throw it and end the program.
process.stdout.on('error', ignore)
process.stderr.on('error', ignore)

function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) {
    console.error(`PORT must be a number from 0 to 65535, not "${text}".`)
    process.exit(2)
  }
  return Number(text)
}

function announce(): void {
  const address = server.address()
  const bound = typeof address === 'object' ? address?.port : port
  const name = host.includes(':') ? `[${host}]` : host
  console.log(`Listening on http://${name}:${bound}`)
}

function stop(error: NodeJS.ErrnoException): void {
  const next = port < 65535 ? port + 1 : 8000
  const reason: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken. Try another: --port ${next}`,
    EACCES: `Port ${port} is not for everybody. Try another: --port 8000`,
    ENOTFOUND: `HOST "${host}" is not an address of this machine.`,
    EADDRNOTAVAIL: `HOST "${host}" is not an address of this machine.`,
  }
  console.error(reason[error.code ?? ''] ?? error.message)
  process.exit(2)
}

/** Answers what is in flight. A second signal ends the program at once. */
function finish(): void {
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM')
  server.close(() => process.exit(0))
}

function ignore(): void {}
