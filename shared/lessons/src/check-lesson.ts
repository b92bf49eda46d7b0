// All that a machine can say of a lesson.
import type { Step } from '@barewire/course/steps'
import { checkQuotes, differences, type Findings } from './build.ts'
import { checkForm } from './form.ts'
import { type Fence, type Lesson, type Problem, refill } from './lesson.ts'
import { checkNames } from './names.ts'
import { hasCurl, type Surroundings } from './run-command.ts'
import { Servers } from './servers.ts'
import { checkStepNames, nameSteps } from './step-names.ts'
import { treesOf } from './sources.ts'
import { commandsIn, rerun } from './transcript.ts'

/** Checks all but the transcripts. */
export function checkText(lesson: Lesson, step: Step): Findings {
  const trees = treesOf(step)
  const quotes = checkQuotes(lesson, trees)
  const problems = [
    ...checkForm(lesson, step),
    ...checkNames(lesson, trees),
    ...checkStepNames(lesson.text),
    ...quotes.problems,
  ]
  return { contents: quotes.contents, problems: inOrder(problems) }
}

/** Runs the transcripts again, those of exercises in their solutions. */
export async function checkTranscripts(
  lesson: Lesson,
  step: Step,
): Promise<Findings> {
  const contents = new Map<Fence, string>()
  const problems: Problem[] = []
  await using servers = new Servers(step, lesson.fences)
  for (const fence of transcriptsIn(lesson)) {
    try {
      contents.set(
        fence,
        await patiently(fence.content, await servers.at(fence)),
      )
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      problems.push({ line: fence.line, message })
    }
  }
  return { contents, problems: [...problems, ...differences(contents)] }
}

/** Pauses are short on a busy machine, so they get three chances. */
async function patiently(
  transcript: string,
  where: Surroundings,
): Promise<string> {
  const chances = transcript.includes('--pause') ? 3 : 1
  let text = ''
  for (let chance = 0; chance < chances; chance += 1) {
    text = await rerun(transcript, where)
    if (text === transcript) break
  }
  return text
}

/** The transcripts that can be run here: without curl, those without it. */
function transcriptsIn({ fences }: Lesson): Fence[] {
  const all = fences.filter(({ info }) => info.language === 'console')
  return hasCurl() ? all : all.filter((fence) => !usesCurl(fence))
}

/** Whether a fence has a command that needs curl. */
export function usesCurl({ content }: Fence): boolean {
  return commandsIn(content).some((command) => command.startsWith('curl '))
}

/** The text with every quote and every transcript as it has to be. */
export async function rewrite(lesson: Lesson, step: Step): Promise<string> {
  const { contents } = checkText(lesson, step)
  const transcripts = await checkTranscripts(lesson, step)
  const filled = new Map([...contents, ...transcripts.contents])
  return nameSteps(refill(lesson, filled))
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.line - b.line)
}
