// npm run target 9: the echo contract on step 9's wire, for outside tools.
import { createEchoServer, FIRST_TARGET } from '@barewire/peers/echo-contract'
import { endWithParent } from './end-with-parent.ts'
import { parseWords, stepOf, stop } from './words.ts'

const HELP = `npm run target 9                  serves the echo contract on step 9
npm run target 9 -- --port 9000   on another port (or PORT=9000; 0: any free)

Any method and path answers 200 text/plain with the body it got; /echo answers
with a line "name: value" for each field. HOST changes the address. From step
10 on the step's router refuses TRACE and methods that nobody knows; from step
19 on deadlines are short: head and body 2 s, idle 1.5 s.`

/** Runs the command with the words behind it. */
export async function run(words: readonly string[]): Promise<void> {
  const { values, others } = parseWords(words, {
    name: 'target',
    help: HELP,
    options: { port: { type: 'string' }, host: { type: 'string' } },
  })
  const [word, ...rest] = others
  if (word === undefined || rest.length > 0) {
    stop('Which step? For example: npm run target 9')
  }
  const step = stepOf(word)
  if (step.number < FIRST_TARGET) {
    stop(
      `Steps from ${FIRST_TARGET} on can be targets: before, handlers write bytes.`,
    )
  }
  const port = values['port'] ?? process.env['PORT'] ?? '8000'
  const host = values['host'] ?? process.env['HOST'] ?? 'localhost'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    stop(`PORT must be a number from 0 to 65535, not "${port}".`)
  }
  endWithParent()
  const server = await createEchoServer(step)
  server.on('error', (error) => stop(error.message))
  server.listen(Number(port), host, () => {
    const bound = server.address()
    const number = typeof bound === 'object' ? bound?.port : port
    console.log(
      `Echo contract of step ${step.number} on http://${host}:${number}`,
    )
  })
}
