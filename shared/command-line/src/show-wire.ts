// The wire view of a step, and what the commands that show bytes have in
// common.
import type { Step } from '@barewire/course/steps'
import { type Listener, Wire } from '@barewire/wire-view/events'
import { type Output, printTo } from '@barewire/wire-view/output'
import { watchServers } from '@barewire/wire-view/watch-servers'

/** How bytes are shown. */
export const WIRE_OPTIONS = {
  hex: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

/** Prints events as the flags want it. With --json, all else goes aside. */
export function printer(
  flags: ReadonlySet<string>,
  output: Output = process.stdout,
): Listener {
  if (flags.has('json')) console.log = console.error
  const [hex, json] = [flags.has('hex'), flags.has('json')]
  return printTo(output, { hex, json })
}

/** Shows what passes on the server that this process is about to start. */
export function showWire(step: Step, flags: ReadonlySet<string>): void {
  // The first step is an echo: what passes is no HTTP, and need not be.
  const isRaw = step.slug === 'echo-bytes'
  watchServers(new Wire(printer(flags), { isRaw }))
}
