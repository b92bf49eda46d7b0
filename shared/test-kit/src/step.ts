// What a test is told about the step it runs for. A test file belongs to one
// step and runs for later ones too, so it has to ask: inject('step').

/** The step whose `src/` is behind `#src/`. */
export interface TestedStep {
  /** "03-request-head". */
  readonly slug: string
  readonly number: number
  /** Its folder, as an absolute path. */
  readonly folder: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    readonly step: TestedStep
  }
}
