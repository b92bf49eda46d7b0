// npm run xray -- --to 9000: the wire view in front of any server.
import { Wire } from '@barewire/wire-view/events'
import { createProxy } from '@barewire/wire-view/proxy'
import { endWithParent } from './end-with-parent.ts'
import { nameOf, parsePlace, whyUnreachable } from './address.ts'
import { printer, WIRE_OPTIONS } from './show-wire.ts'
import { parseWords, stop } from './words.ts'

const HELP = `npm run xray -- --to 9000         shows what passes to and from port 9000
npm run xray -- --to 10.0.0.7:80  on another machine
npm run xray -- --to 9000 --port 8001   listens there, not on port 8000 (or
                                  PORT=8001; 0: any free)
npm run xray -- --to 9000 --host 0.0.0.0   on another address (or HOST=0.0.0.0)

  --hex     shows offsets and hex, too
  --json    prints what passes as JSON, an event a line
  --raw     takes it for no HTTP

Clients talk to xray instead of the server. How to read what it shows:
docs/reference/wire-view.md. Ctrl-C stops it.`

/** Runs the command with the words behind it. */
export async function run(words: readonly string[]): Promise<void> {
  const { flags, values, others } = parseWords(words, {
    name: 'xray',
    help: HELP,
    options: {
      to: { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string' },
      raw: { type: 'boolean' },
      ...WIRE_OPTIONS,
    },
  })
  if (others.length > 0) {
    const meant = `The server comes behind --to: npm run xray -- --to 9000`
    stop(`Cannot use "${others.join(' ')}".`, meant)
  }
  const { to } = values
  if (to === undefined) {
    stop('In front of which server? For example: npm run xray -- --to 9000')
  }
  const target = parsePlace(to, '--to')
  const port = values['port'] ?? process.env['PORT'] ?? '8000'
  const host = values['host'] ?? process.env['HOST'] ?? 'localhost'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    stop(`PORT must be a number from 0 to 65535, not "${port}".`)
  }
  const reason = await whyUnreachable(target)
  if (reason !== undefined) stop(reason)
  endWithParent()
  const wire = new Wire(printer(flags), { isRaw: flags.has('raw') })
  const proxy = createProxy(target, wire)
  proxy.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') stop(error.message)
    stop(`Port ${port} is taken. Try another: --port ${Number(port) + 1}`)
  })
  proxy.listen(Number(port), host, () => {
    const bound = proxy.address()
    const own = typeof bound === 'object' ? (bound?.port ?? 0) : 0
    const name = nameOf({ host, port: own })
    console.log(`Listening on http://${name} for ${nameOf(target)}`)
  })
}
