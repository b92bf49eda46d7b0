// The servers of a lesson's transcripts: steps, and copies of a step in which
// an exercise is solved. Each starts once.
import { folderOf, ROOT, type Step } from '@barewire/course/steps'
import { startApp, type RunningApp } from '@barewire/test-kit/start-app'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import type { Server } from 'node:net'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { tsImport } from 'tsx/esm/api'
import type { Fence } from './lesson.ts'
import { applyPatch } from './patch.ts'
import type { Surroundings } from './run-command.ts'

/** Servers of one lesson. */
export class Servers implements AsyncDisposable {
  readonly #step: Step
  readonly #fences: readonly Fence[]
  readonly #places = new Map<string, Promise<Surroundings>>()
  readonly #folders: string[] = []
  readonly #apps: RunningApp[] = []

  constructor(step: Step, fences: readonly Fence[]) {
    this.#step = step
    this.#fences = fences
  }

  /** Where the commands of a transcript run. Throws if it cannot start. */
  at({ info: { step, exercise } }: Fence): Promise<Surroundings> {
    const key = `${step?.slug} ${exercise}`
    const known = this.#places.get(key)
    if (known !== undefined) return known
    const place =
      exercise === undefined
        ? this.#startStep(step)
        : this.#startExercise(exercise)
    this.#places.set(key, place)
    return place
  }

  async #startStep(step: Step | undefined): Promise<Surroundings> {
    const folder = this.#makeFolder()
    if (step === undefined) return { port: undefined, folder }
    return { port: await this.#start(folderOf(step)), folder }
  }

  /** Below our own folder, so that packages are found. */
  async #startExercise(exercise: number): Promise<Surroundings> {
    const folder = this.#makeFolder()
    cpSync(folderOf(this.#step), folder, { recursive: true })
    for (const { info, content } of this.#fences) {
      if (info.exercise !== exercise || info.path === undefined) continue
      const file = join(folder, info.path)
      const isPatch = info.language === 'diff'
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(
        file,
        isPatch
          ? applyPatch(readFileSync(file, 'utf8'), content)
          : `${content}\n`,
      )
    }
    return { port: await this.#start(folder), folder }
  }

  async #start(folder: string): Promise<number> {
    const file = pathToFileURL(join(folder, 'src', 'app.ts'))
    // Only what is below node_modules needs a loader of its own, which reads
    // all packages anew.
    const isCopy = this.#folders.includes(folder)
    const app: { createApp: () => Server } = isCopy
      ? await tsImport(file.href, import.meta.url)
      : await import(file.href)
    const running = await startApp(app.createApp())
    this.#apps.push(running)
    return running.port
  }

  #makeFolder(): string {
    const parent = join(ROOT, 'node_modules', '.cache', 'barewire')
    mkdirSync(parent, { recursive: true })
    const folder = mkdtempSync(join(parent, 'lesson-'))
    this.#folders.push(folder)
    return folder
  }

  /** Ends all servers and removes their folders. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const app of this.#apps) await app[Symbol.asyncDispose]()
    for (const folder of this.#folders) {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
