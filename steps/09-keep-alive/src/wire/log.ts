// What whoever runs the server should know goes to standard error. A log must
// not end the server, lose a response, or fill the memory.

/** Logs a line, or whatever was thrown. Never throws. */
export function log(value: unknown): void {
  if (!hasRoom(process.stderr)) return
  try {
    console.error(value)
  } catch {
    // To print a value can run its own code, and that can throw.
    console.error('Cannot print what was thrown')
  }
}

// Node keeps in memory what a reader has not taken yet. This is enough for
// thousands of lines; after that, the reader has stalled.
const MAX_UNREAD_OCTETS = 1_048_576

/** False if a reader has stalled, so that its next line has to be dropped. */
export function hasRoom(stream: NodeJS.WriteStream): boolean {
  return stream.writableLength < MAX_UNREAD_OCTETS
}
