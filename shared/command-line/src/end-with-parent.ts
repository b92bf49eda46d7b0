// npm runs a script in a shell, and a SIGTERM for npm ends that shell but not
// always what runs in it. A server must not stay behind and hold its port.

/** Ends this process soon after the one that started it is gone. */
export function endWithParent(): void {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  const look = (): void => {
    if (process.ppid !== parent) process.exit(143)
  }
  setInterval(look, 100).unref()
}
