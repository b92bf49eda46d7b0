// A program that a command starts, and that prints on its own, has to treat an
// output that cannot be written as the command does.

const FILE = new URL('../preload-output.mjs', import.meta.url)

/** An option of Node for what the command of that name starts. */
export function preloadFor(name: string): string {
  return `--import=${FILE.href}?${name}`
}
