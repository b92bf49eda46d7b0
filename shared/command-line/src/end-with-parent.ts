// npm runs a script in a shell, and a SIGTERM for npm ends that shell but not
// always what runs in it. A server must not stay behind and hold its port.

/** Ends this process soon after the one that started it is gone. */
export function endWithParent(): void {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  const look = (): void => {
    if (hasLost(parent)) process.exit(143)
  }
  setInterval(look, 100).unref()
}

/** Elsewhere an orphan gets another parent; on Windows it keeps the number. */
function hasLost(parent: number): boolean {
  if (process.platform !== 'win32') return process.ppid !== parent
  return !isRunning(parent)
}

/** Whether there is such a process. Signal 0 only asks. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
