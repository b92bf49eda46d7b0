// Whether node_modules has what package-lock.json says. It may not: an
// installation was interrupted, npm install ran on a tag, a pull brought other
// versions. Imports "fs" for the sake of old versions of Node, as start.mjs.
import { existsSync, readFileSync } from 'fs'

/** The names of packages that are missing or have a different version. */
export function missingPackages(root) {
  const wanted = packagesIn(`${root}package-lock.json`)
  // npm writes this when it is done: what it has installed.
  const installed = packagesIn(`${root}node_modules/.package-lock.json`)
  return Object.keys(wanted)
    .filter((path) => path.startsWith('node_modules/'))
    .filter((path) => isNeeded(wanted[path]))
    .filter((path) => {
      const { version } = wanted[path]
      const found = installed[path] && installed[path].version === version
      return !found || !existsSync(root + path)
    })
    .map((path) => path.replace(/.*node_modules\//, ''))
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages || {}
  } catch {
    return {}
  }
}

/** Optional packages are binaries for one system; nothing imports a step. */
function isNeeded({ optional, os, cpu, libc, resolved = '' }) {
  if (!optional) return !resolved.startsWith('steps/')
  return isListed(process.platform, os) && isListed(process.arch, cpu) && !libc
}

function isListed(own, list) {
  return Array.isArray(list) && list.includes(own)
}
