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

/**
 * Runs a probe with a shorter and a longer input, and all between that are
 * twice as long as the one before. What grows faster than its input does so
 * each time; where it needs more memory, one or two of them cost more.
 */
export async function measureGrowth(probe: Probe): Promise<Growth> {
  const shorter = await bestOf(probe, SHORTER)
  const exponents: number[] = []
  let before = shorter
  for (let bytes = SHORTER * 2; bytes <= LONGER; bytes *= 2) {
    const time = await bestOf(probe, bytes)
    exponents.push(Math.log2(time / before))
    before = time
  }
  // The least may be the one that follows a slow one.
  const [, exponent = 0] = exponents.toSorted((a, b) => a - b)
  return { name: probe.name, milliseconds: [shorter, before], exponent }
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
