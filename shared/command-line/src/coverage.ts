// npm run coverage: which statements and branches of the last step's source
// its tests do not reach. npm run coverage 9: those of step 9.
import {
  existingSteps,
  folderOf,
  ROOT,
  type Step,
} from '@barewire/course/steps'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { EXCEPTIONS } from './coverage-exceptions.ts'
import { preloadFor } from './preload.ts'
import { type Gap, gapsIn, judge, type Measurement } from './uncovered.ts'
import { parseWords, stepOf, stop } from './words.ts'

const HELP = `npm run coverage                  runs the tests of the last step and lists
                                  what they do not reach in its source
npm run coverage 9                the same for step 9

Fails where a test fails, and where a statement or a branch is not reached and
shared/command-line/src/coverage-exceptions.ts does not say why.`

/** Runs the command with the words behind it. */
export function run(words: readonly string[]): void {
  const step = parseStep(words)
  const { passed, gaps } = measure(step)
  const judgement = judge(gaps, EXCEPTIONS)
  for (const { file, line, kind, code } of judgement.gaps) {
    console.log(`${file}:${line}: no test reaches a ${kind} of: ${code}`)
  }
  // Earlier steps do not have every line yet.
  const stale = step === existingSteps().at(-1) ? judgement.stale : []
  for (const { file, code = 'all of it' } of stale) {
    console.log(`${file}: nothing needs this exception any more: ${code}`)
  }
  if (!passed) stop('What a test that failed reaches may be missing.')
  const faults = judgement.gaps.length + stale.length
  if (faults > 0) stop(`The source of ${step.name} is not covered.`)
  const admitted = EXCEPTIONS.length - judgement.stale.length
  console.log(`The source of ${step.name} is covered; excepted: ${admitted}.`)
}

function parseStep(words: readonly string[]): Step {
  const options = { name: 'coverage', help: HELP, options: {} }
  const [word, ...rest] = parseWords(words, options).others
  if (rest.length > 0) stop('Which step? For example: npm run coverage 9')
  return stepOf(word ?? String(existingSteps().length))
}

/** Whether the tests of a step passed, and the gaps that they left. */
function measure(step: Step): { passed: boolean; gaps: Gap[] } {
  const folder = mkdtempSync(join(tmpdir(), 'coverage-'))
  try {
    const passed = runTests(step, folder)
    const json = readFileSync(join(folder, 'coverage-final.json'), 'utf8')
    const measurement: Measurement = JSON.parse(json)
    const gaps = Object.entries(measurement).flatMap(([path, measured]) => {
      const file = relative(folderOf(step), path).split(sep).join('/')
      return gapsIn({ file, text: readFileSync(path, 'utf8'), measured })
    })
    return { passed, gaps }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Whether they pass. */
function runTests({ name }: Step, folder: string): boolean {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const config = join('shared', 'test-kit', 'vitest.config.ts')
  const coverage = [
    '--coverage.enabled',
    '--coverage.provider=v8',
    // In the folder of the project: also what no test imports.
    '--coverage.include=src/**',
    '--coverage.reporter=json',
    '--coverage.reportOnFailure',
    `--coverage.reportsDirectory=${folder}`,
  ]
  const { status } = spawnSync(
    process.execPath,
    [
      preloadFor('coverage'),
      vitest,
      'run',
      '--config',
      config,
      '--project',
      name,
      ...coverage,
    ],
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, RUN: 'all' } },
  )
  return status === 0
}
