// How much longer code takes for a longer input: what grows faster than its
// input lets one client hold up all others.

/** Code, and input for it that is as bad as we could think of. */
export interface Probe {
  readonly name: string
  /** Input of about so many bytes. */
  readonly make: (bytes: number) => string
  /** What it throws is an answer, too. */
  readonly run: (input: string) => unknown
}

/** How the time of a probe grew. */
export interface Growth {
  readonly name: string
  /** Of processor time for each input, the best of several runs. */
  readonly milliseconds: readonly [shorter: number, longer: number]
  /** Time grows as bytes to this power: 1 is linear, 2 is quadratic. */
  readonly exponent: number
}

/** The sizes that are compared, in bytes: more than limits let through. */
export const SHORTER = 16 * 1024
export const LONGER = 256 * 1024

const RUNS = 7

/** Runs a probe with a shorter and a longer input. */
export async function measureGrowth(probe: Probe): Promise<Growth> {
  const shorter = await bestOf(probe, SHORTER)
  const longer = await bestOf(probe, LONGER)
  const exponent = Math.log(longer / shorter) / Math.log(LONGER / SHORTER)
  return { name: probe.name, milliseconds: [shorter, longer], exponent }
}

async function bestOf({ make, run }: Probe, bytes: number): Promise<number> {
  const input = make(bytes)
  let best = Infinity
  for (let i = 0; i < RUNS; i += 1) {
    // Not the clock: other programs must not count.
    const before = process.cpuUsage()
    try {
      await run(input)
    } catch {
      // A refusal takes time as well.
    }
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / 1000)
  }
  return best
}
