// Many clients at once. Each of them has to be accepted, and a listen queue may
// be short, so they come in waves: the clients of a wave have been accepted
// when somebody who came after them has an answer.
import {
  type Address,
  RawClient,
  withClient,
} from '@barewire/test-kit/raw-client'
import { PLAIN_GET } from './check.ts'

/** A queue of five holds these, and the one who comes after them. */
export const WAVE = 4

/** Runs with so many clients that are connected and have sent nothing. */
export async function withCrowd(
  address: Address,
  size: number,
  use: (crowd: readonly RawClient[]) => Promise<unknown>,
): Promise<void> {
  const crowd: RawClient[] = []
  try {
    while (crowd.length < size) {
      const length = Math.min(WAVE, size - crowd.length)
      const wave = Array.from({ length }, () => RawClient.connect(address))
      crowd.push(...(await Promise.all(wave)))
      await expectAnswer(address, crowd.length)
    }
    await use(crowd)
  } finally {
    for (const client of crowd) client.reset()
  }
}

async function expectAnswer(address: Address, silent: number): Promise<void> {
  try {
    await expectAlive(address)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new Error(
      `with ${silent} clients connected that say nothing, another one ${message}`,
      { cause: error },
    )
  }
}

/** The server answers somebody, with an echo or a response. */
export async function expectAlive(address: Address): Promise<void> {
  await withClient(address, async (client) => {
    client.write(PLAIN_GET)
    await client.readBytes(1)
  })
}
