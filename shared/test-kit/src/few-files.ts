// A program that may have few files and connections open, and clients that
// take all of them.
import { existsSync } from 'node:fs'
import { type Address, RawClient } from './raw-client.ts'
import { type RunningProcess, startProcess } from './start-process.ts'

const SHELL = '/bin/sh'
const LIMITED = 'ulimit -n 100 && exec "$0" "$@"'

/** Whether there is a shell that can set the limit. */
export const hasLimits = existsSync(SHELL)

/** Starts the program of a step's folder with room for some dozens of them. */
export function startWithFewFiles(
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningProcess> {
  const program = ['--import', 'tsx', 'src/main.ts']
  return startProcess({
    file: SHELL,
    words: ['-c', LIMITED, process.execPath, ...program],
    cwd: folder,
    env: {
      HOST: '127.0.0.1',
      PORT: '0',
      ACCESS_LOG: 'off',
      DATABASE: ':memory:',
      ...env,
    },
  })
}

/** Connects until no connection is accepted. The first ones still are. */
export async function takeAllFiles(address: Address): Promise<RawClient[]> {
  const clients: RawClient[] = []
  // A connection that can't be accepted is closed.
  while (clients.at(-1)?.ended !== true) {
    const client = await RawClient.connect(address)
    clients.push(client)
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await client.readResponse().catch(() => {})
  }
  return clients
}
