// Where a server listens, as it is typed: "9000", "localhost:9000".
import type { Address } from '@barewire/test-kit/raw-client'
import { connect } from 'node:net'
import { stop } from './words.ts'

/** The address that a word means. Stops when it is none. */
export function parsePlace(word: string, option: string): Address {
  const found = /^(?:(?:http:\/\/)?(\[[\da-fA-F:.]+\]|[^\s:/]+):)?(\d{1,5})\/?$/
  const [, host = 'localhost', digits = ''] = found.exec(word) ?? []
  const port = Number(digits)
  if (digits === '' || port < 1 || port > 65535) {
    stop(`${option} is a port, or host:port, not "${word}".`)
  }
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port }
}

/** "localhost:9000". */
export function nameOf({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** Why nobody can be reached there; undefined: somebody can. */
export function whyUnreachable(place: Address): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(place)
    socket.once('connect', () => {
      socket.destroy()
      resolve(undefined)
    })
    socket.once('error', (error) => resolve(reasonOf(error, place)))
  })
}

/** A connection error in a line. */
export function reasonOf(error: NodeJS.ErrnoException, place: Address): string {
  if (error.code === 'ENOTFOUND') return `There is no host "${place.host}".`
  // Node tries each address of a name, and tells of all of them.
  if (error.code === 'ECONNREFUSED') {
    return `Nothing listens at ${nameOf(place)}. Start a server first.`
  }
  return `Cannot connect to ${nameOf(place)}: ${error.message || error.code}`
}
