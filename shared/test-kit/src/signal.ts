// A promise, and what resolves it: tests wait for one thing and then go on.

/** Something that is told once. */
export interface Signal<T> {
  readonly told: Promise<T>
  readonly tell: (value: T) => void
}

export function createSignal<T = void>(): Signal<T> {
  const signal: { tell: (value: T) => void } = { tell() {} }
  const told = new Promise<T>((resolve) => {
    signal.tell = resolve
  })
  return { told, tell: (value) => signal.tell(value) }
}
