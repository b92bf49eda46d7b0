// Starts a command. Plain old JavaScript without "node:" imports, so that a
// Node that is too old can still read it and say so.
import { existsSync } from 'fs'
import { fileURLToPath, pathToFileURL } from 'url'

const NEEDED = [20, 19]
const root = fileURLToPath(new URL('../../', import.meta.url))

function stop(lines) {
  console.error(lines)
  process.exit(1)
}

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  stop(
    `Barewire needs Node ${NEEDED.join('.')} or later; this is Node ` +
      `${process.versions.node}.\nGet a newer one from https://nodejs.org`,
  )
}
if (!existsSync(`${root}node_modules/tsx`)) {
  stop(`The packages are not installed yet.\nRun this first: npm ci`)
}

const [name, ...words] = process.argv.slice(2)
const { register } = await import('tsx/esm/api')
register()
const command = pathToFileURL(`${root}shared/command-line/src/${name}.ts`)
const { run } = await import(command.href)
await run(words)
