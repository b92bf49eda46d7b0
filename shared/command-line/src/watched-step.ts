// What npm run step 3 -- --watch starts again after each change: the step by
// its number, or the playground, and the flags behind it.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { placeOf } from './place.ts'
import { showWire } from './show-wire.ts'

const [word = '', ...flags] = process.argv.slice(2)
const { folder, step } = placeOf(word)
if (!flags.includes('quiet')) showWire(step, new Set(flags))
await import(pathToFileURL(join(folder, 'src', 'main.ts')).href)
