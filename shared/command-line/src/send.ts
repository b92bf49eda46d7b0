// npm run send: sends raw bytes to a server, and shows what passes.
import { Wire } from '@barewire/wire-view/events'
import type { Output } from '@barewire/wire-view/output'
import { text as textOf } from 'node:stream/consumers'
import { recall, remember, type Sent } from './last-send.ts'
import { parsePlace, reasonOf, whyUnreachable } from './address.ts'
import { converse, play, type Stage } from './send-moves.ts'
import {
  fileScript,
  inPieces,
  type Script,
  scriptOf,
  textScript,
} from './send-script.ts'
import { printer, WIRE_OPTIONS } from './show-wire.ts'
import { parseWords, stop, type Words } from './words.ts'

const HELP = `npm run send -- request-head.1    sends a case of the suite to port 8000
npm run send -- ho-04             an RFC case (shared/checks/rfc-cases.json)
npm run send -- 'GET / HTTP/1.0\\r\\n\\r\\n'   bytes: \\r \\n \\t \\0 \\\\ \\xNN
npm run send < FILE               likewise; line breaks of FILE do not count
npm run send -- --file FILE       the bytes of a file as they are (-: of
                                  standard input)
npm run send -- --again           what was sent last

  --to 9000, --to host:9000       to another server
  --pieces 10                     in pieces of ten bytes
  --pause 100                     waits 100 ms behind each piece
  --end                           ends our side behind the last byte
  --raw                           shows bytes that are no HTTP
  --hex, --json                   shows hex, too; prints JSON, an event a line

It ends when all is answered, when the server hangs up, or after 5 s of silence.
A case that is a conversation takes place through a proxy, and is judged.`

const OPTIONS = {
  to: { type: 'string' },
  file: { type: 'string' },
  pieces: { type: 'string' },
  pause: { type: 'string' },
  end: { type: 'boolean' },
  again: { type: 'boolean' },
  raw: { type: 'boolean' },
  ...WIRE_OPTIONS,
} as const

/** Runs the command with the words behind it, and shows what passes. */
export async function run(
  words: readonly string[],
  output: Output = process.stdout,
): Promise<void> {
  const typed = parseWords(words, {
    name: 'send',
    help: HELP,
    options: OPTIONS,
  })
  const sent = typed.flags.has('again') ? again(typed) : await fresh(typed)
  const place = parsePlace(sent.to, '--to')
  if (output === process.stdout) remember(sent)
  const isRaw = typed.flags.has('raw')
  const wire = new Wire(printer(typed.flags, output), { isRaw })
  const stage = { place, wire }
  const { script } = sent
  const isJson = typed.flags.has('json')
  const say: Say = (line) => {
    if (isJson) console.error(line)
    else output.write(`${line}\n`)
  }
  if (script.title !== '') say(script.title)
  if (script.check === undefined) await exchange(script, stage, say)
  else await judge(script.check, stage, say)
}

type Say = (line: string) => void

async function exchange(script: Script, stage: Stage, say: Say): Promise<void> {
  const isAnswered = await play(script, stage).catch((error: unknown) => {
    if (!(error instanceof Error)) throw error
    stop(reasonOf(error, stage.place))
  })
  if (isAnswered) return
  say('No answer came.')
  process.exitCode = 1
}

async function judge(check: string, stage: Stage, say: Say): Promise<void> {
  const reason = await whyUnreachable(stage.place)
  if (reason !== undefined) stop(reason)
  const fault = await converse(check, stage)
  if (fault === undefined) return say('It holds.')
  say(`It does not hold: ${fault}`)
  process.exitCode = 1
}

function again({ values }: Words): Sent {
  const { script, to } = recall()
  return { script, to: values['to'] ?? to }
}

async function fresh(typed: Words): Promise<Sent> {
  const { flags, values } = typed
  const length = numberOf(values, 'pieces') ?? Infinity
  const pause = numberOf(values, 'pause') ?? 0
  const script = inPieces(await chosen(typed), length, pause)
  const paused = script.moves.map((move) => ({
    ...move,
    pauseMilliseconds: Math.max(move.pauseMilliseconds, pause),
  }))
  const moves = flags.has('end') ? [...paused, END] : script.moves
  return { script: { ...script, moves }, to: values['to'] ?? '8000' }
}

const END = { bytes: '', pauseMilliseconds: 0, after: 'end' } as const

async function chosen({ values, others }: Words): Promise<Script> {
  const [word, ...rest] = others
  if (rest.length > 0) stop('One case at a time. Quote bytes with spaces.')
  const { file } = values
  if (file !== undefined) return fileScript(file)
  if (word !== undefined) return scriptOf(word)
  if (process.stdin.isTTY) {
    console.error('Type the bytes, with \\r\\n, then Ctrl-D (or Ctrl-Z Enter).')
  }
  const typed = await textOf(process.stdin)
  if (typed === '')
    stop('What to send? For example: npm run send -- request-head.1')
  return textScript(typed)
}

function numberOf(
  values: Words['values'],
  name: 'pieces' | 'pause',
): number | undefined {
  const text = values[name]
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text)
  stop(`--${name} is a number from 1 on, not "${text}".`)
}
