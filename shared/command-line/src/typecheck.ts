// npm run typecheck: types of all source, of each test at the step that it
// belongs to, and of all that the last step of each part inherits.
import { folderOf, partEnds, ROOT, type Step } from '@barewire/course/steps'
import { fileOf, testsFor } from '@barewire/course/tests'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseWords, stepOf, stop } from './words.ts'

const HELP = `npm run typecheck                 checks all source, each test at the step
                                  that it belongs to, and all that the last
                                  step of each part inherits
npm run typecheck 12              step 12 with all the tests that it inherits`

/** Runs the command with the words behind it. */
export function run(words: readonly string[]): void {
  const options = { name: 'typecheck', help: HELP, options: {} }
  const [word, ...rest] = parseWords(words, options).others
  if (rest.length > 0) stop('Which step? For example: npm run typecheck 12')
  const passed =
    word === undefined
      ? [check('steps'), check('shared'), ...partEnds().map(checkStep)]
      : [checkStep(stepOf(word))]
  if (passed.includes(false)) process.exit(1)
}

/** Whether the compiler has nothing to say about a project. */
function check(project: string): boolean {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  const { status } = spawnSync(
    process.execPath,
    [tsc, '--noEmit', '-p', project],
    { cwd: ROOT, stdio: 'inherit' },
  )
  return status === 0
}

/** The same for a step and its tests, all with the source of that step. */
function checkStep(step: Step): boolean {
  const src = join(folderOf(step), 'src')
  // From there packages are found, and there no tool looks for sources.
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.typecheck-'))
  const config = {
    extends: join(ROOT, 'tsconfig.base.json'),
    compilerOptions: { paths: { '#src/*': [join(src, '*')] } },
    files: testsFor(step).map(fileOf),
    include: [join(src, '**', '*.ts')],
  }
  try {
    const text = JSON.stringify(config).replaceAll('\\\\', '/')
    writeFileSync(join(folder, 'tsconfig.json'), text)
    return check(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
