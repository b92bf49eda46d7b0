// npm run target 9: the echo contract on step 9's wire, or on a server that
// everybody knows, for outside tools.
import { findStep } from '@barewire/course/steps'
import { createEchoServer, FIRST_TARGET } from '@barewire/peers/echo-contract'
import { KNOWN_SERVERS, startPeer } from '@barewire/peers/known-servers'
import { endWithParent } from './end-with-parent.ts'
import { parseWords, stepOf, stop } from './words.ts'

const NAMES = KNOWN_SERVERS.map(({ name }) => name)

const HELP = `npm run target 9                  serves the echo contract on step 9
npm run target fastify            serves it on Fastify, to compare with
npm run target 9 -- --port 9000   on another port (or PORT=9000; 0: any free)
npm run target 9 -- --host ::1    on another address (or HOST=::1)

Steps from ${FIRST_TARGET} on, and:
${NAMES.join(', ')}

Every path answers GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS with 200,
text/plain and the body that it got; /echo answers with a line "name: value"
for each field. Until step 4 there are no bodies. What else is answered is up
to the server: steps 3 to 9 echo any method (but step 7: 501); from step 10 on
the step's router refuses TRACE (405), CONNECT and what nobody knows (501), and
paths with a broken escape or %00 (400).

Deadlines are short from step 19 on: head and body 2 s, idle 1.5 s. So are
those of the servers on Node: head 2 s, request 4 s, idle 2.5 s. http.server
and flask wait 2.5 s for each read, fastapi 2.5 s between requests.`

/** Where to listen. */
interface Place {
  readonly port: string
  readonly host: string
}

/** Runs the command with the words behind it. */
export async function run(words: readonly string[]): Promise<void> {
  const { values, others } = parseWords(words, {
    name: 'target',
    help: HELP,
    options: { port: { type: 'string' }, host: { type: 'string' } },
  })
  const [word, ...rest] = others
  if (word === undefined || rest.length > 0) {
    stop('Which step or server? For example: npm run target 9')
  }
  const port = values['port'] ?? process.env['PORT'] ?? '8000'
  const host = values['host'] ?? process.env['HOST'] ?? 'localhost'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    stop(`PORT must be a number from 0 to 65535, not "${port}".`)
  }
  if (NAMES.includes(word)) await servePeer(word, { port, host })
  else await serveStep(word, { port, host })
}

async function serveStep(word: string, place: Place): Promise<void> {
  if (findStep(word) === undefined) {
    const all = `steps from ${FIRST_TARGET} on, ${NAMES.join(', ')}`
    stop(`There is no step or server "${word}". There are:`, all)
  }
  const step = stepOf(word)
  if (step.number < FIRST_TARGET) {
    stop(
      `Steps from ${FIRST_TARGET} on can be targets: before, nobody reads requests.`,
    )
  }
  endWithParent()
  const server = await createEchoServer(step)
  server.on('error', (error) => stop(reasonOf(error, place)))
  server.listen(Number(place.port), place.host, () => {
    const bound = server.address()
    const port = typeof bound === 'object' ? bound?.port : place.port
    say(`step ${step.number}`, { ...place, port: String(port) })
  })
}

/** A process of its own, which ends soon after this one. */
async function servePeer(name: string, place: Place): Promise<void> {
  endWithParent()
  const { child, port, version, output } = await startPeer(name, place).catch(
    (error: unknown) => stop(reasonOf(error, place)),
  )
  child.once('close', (code, signal) => {
    stop(`${name} ended: ${output().stderr.trim() || (code ?? signal)}`)
  })
  process.on('exit', () => child.kill())
  say(`${name} ${version}`, { ...place, port: String(port) })
}

/** Why it cannot be served, in a line. */
function reasonOf(error: unknown, { port }: Place): string {
  const message = error instanceof Error ? error.message : String(error)
  if (!/address already in use/i.test(message)) return message.trim()
  return `Port ${port} is taken. Try another: --port ${Number(port) + 1}`
}

function say(what: string, { host, port }: Place): void {
  const name = host.includes(':') ? `[${host}]` : host
  console.log(`Echo contract of ${what} on http://${name}:${port}`)
}
