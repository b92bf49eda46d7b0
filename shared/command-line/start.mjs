// Starts a command. Plain old JavaScript without "node:" imports, so that a
// Node that is too old can still read it and say so.
import { existsSync } from 'fs'
import { fileURLToPath, pathToFileURL } from 'url'
import { missingPackages } from './installed.mjs'
import { listenForErrors } from './output.mjs'

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

const [name, ...words] = process.argv.slice(2)
listenForErrors(name, words)
const [missing, ...others] = missingPackages(root)
if (!existsSync(`${root}node_modules`)) {
  stop(`The packages are not installed yet.\nRun this first: npm ci`)
}
if (missing !== undefined) {
  const what =
    others.length === 0
      ? `${missing} is missing or has a different version.`
      : `${missing} and ${others.length} more are missing or different.`
  stop(
    'The packages in node_modules are not those of package-lock.json:\n' +
      `${what}\nRun this first: npm ci`,
  )
}
try {
  const { register } = await import('tsx/esm/api')
  register()
  const command = pathToFileURL(`${root}shared/command-line/src/${name}.ts`)
  const { run } = await import(command.href)
  await run(words)
} catch (error) {
  if (!/^(ERR_)?MODULE_NOT_FOUND$/.test(error && error.code)) throw error
  stop(`${error.message.split('\n')[0]}\nRun this first: npm ci`)
}
