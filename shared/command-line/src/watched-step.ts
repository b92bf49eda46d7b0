// What npm run step 3 -- --watch starts again after each change: the step by
// its number, and the flags behind it.
import { folderOf } from '@barewire/course/steps'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { showWire } from './show-wire.ts'
import { stepOf } from './words.ts'

const [number = '', ...flags] = process.argv.slice(2)
const step = stepOf(number)
if (!flags.includes('quiet')) showWire(step, new Set(flags))
await import(pathToFileURL(join(folderOf(step), 'src', 'main.ts')).href)
