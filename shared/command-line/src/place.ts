// Where source is: in a step's own folder, or in the playground.
import { folderOf, type Step } from '@barewire/course/steps'
import {
  hasPlayground,
  playgroundFolder,
  readProgress,
} from '@barewire/playground/playground'
import { stepOf, stop } from './words.ts'

/** A folder with source, and the step that it is or is to become. */
export interface Place {
  /** "03-request-head", "playground". */
  readonly name: string
  readonly folder: string
  readonly step: Step
}

/** The place that a word means. Stops when there is none. */
export function placeOf(word: string): Place {
  return word === PLAYGROUND ? playground() : placeOfStep(stepOf(word))
}

/** A step in its own folder. */
export function placeOfStep(step: Step): Place {
  return { name: step.name, folder: folderOf(step), step }
}

/** The word for the playground. */
export const PLAYGROUND = 'playground'

function playground(): Place {
  const progress = readProgress()
  if (progress === undefined || !hasPlayground()) {
    stop('There is no playground yet. Make one: npm run play 1')
  }
  const step = stepOf(String(progress.step))
  return { name: PLAYGROUND, folder: playgroundFolder(), step }
}
