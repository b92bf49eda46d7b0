// Parses the words behind a command, with node:util's parseArgs.
import { formerSlug } from '@barewire/course/former'
import { existingSteps, findStep, type Step } from '@barewire/course/steps'
import { parseArgs, type ParseArgsConfig } from 'node:util'

/** Ends the program with a message for its user: one or two lines. */
export function stop(...lines: readonly string[]): never {
  console.error(lines.join('\n'))
  process.exit(2)
}

type Options = NonNullable<ParseArgsConfig['options']>

/** What was typed: options by name, and everything else in order. */
export interface Words {
  readonly flags: ReadonlySet<string>
  readonly values: Readonly<Record<string, string>>
  readonly others: readonly string[]
}

/** Parses `3 --port 8001`, with or without the "--" that npm wants first. */
export function parseWords(
  words: readonly string[],
  { name, options, help }: { name: string; options: Options; help: string },
): Words {
  const flags = new Set<string>()
  const values: Record<string, string> = {}
  const others: string[] = []
  const parsed = parse(takeBack(words, options), options, name)
  others.push(...parsed.positionals)
  for (const [key, value] of Object.entries(parsed.values)) {
    if (value === true) flags.add(key)
    if (typeof value === 'string') values[key] = value
  }
  if (!flags.has('help')) return { flags, values, others }
  console.log(help)
  process.exit(0)
}

function parse(
  args: string[],
  options: Options,
  name: string,
): ReturnType<typeof parseArgs> {
  try {
    const help = { type: 'boolean', short: 'h' } as const
    const all = { ...options, help }
    return parseArgs({ args, options: all, allowPositionals: true })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const [sentence = message] = message.split(/\. |\n/)
    stop(`${sentence.replace(/\.$/, '')}.`, `See: npm run ${name} -- --help`)
  }
}

/**
 * `npm run step 3 --port 8001` gives us the words "3 8001", and npm_config_port
 * in the environment: the option is npm's, its value is ours.
 */
function takeBack(words: readonly string[], options: Options): string[] {
  const mine = [...words]
  for (const [name, { type }] of Object.entries(options)) {
    const value = process.env[`npm_config_${name.replaceAll('-', '_')}`]
    if (value === undefined || value === '') continue
    const known = value === 'true' ? [] : [value]
    if (type === 'boolean') mine.push(`--${name}`, ...known)
    else mine.push(`--${name}`, known[0] ?? mine.pop() ?? '')
  }
  return mine
}

/** The step that a word means. Stops when there is none, or not yet. */
export function stepOf(word: string): Step {
  const existing = existingSteps()
  const last = existing.at(-1)?.number ?? 0
  const step = findStep(word)
  if (step === undefined) {
    const now = formerSlug(word)
    const what = now
      ? `"${word}" is ${now} now.`
      : `There is no step "${word}".`
    stop(what, 'See them all: npm run step')
  }
  if (existing.includes(step)) return step
  stop(
    `Step ${step.number} (${step.title}) is not written yet.`,
    `There are steps 1 to ${last}.`,
  )
}
