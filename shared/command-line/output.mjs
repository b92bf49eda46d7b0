// What becomes of a command whose output cannot be written. Without listeners,
// Node would throw the error and print a stack.

/** These go on: their clients have nothing to do with who reads the output. */
const SERVERS = ['step', 'target', 'xray']

/** What a shell reports for a program that a closed pipe has ended. */
const CLOSED_PIPE = 141

/** `npm run diff 3 | head` ends quietly, `npm run step 3 | head` serves on. */
export function listenForErrors(name, words) {
  const serves = SERVERS.includes(name) && words.length > 0
  process.stderr.on('error', () => {})
  process.stdout.on('error', ({ code, message }) => {
    if (serves) return
    if (code === 'EPIPE' || code === 'EOF') process.exit(CLOSED_PIPE)
    console.error(`Cannot write the output: ${message}`)
    process.exit(1)
  })
}
