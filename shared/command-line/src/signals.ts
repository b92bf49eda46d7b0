// What a signal does to a command that leaves nothing behind.

/** Exits on a signal, so that what waits for the exit can tidy up. */
export function exitOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(130))
  }
}
