// A server takes its clients from a queue. Python makes one for five, and a
// client that does not fit waits for a second or more, or loses its bytes. So
// whoever judges servers has no more than that in there.
import { inTurn } from './in-turn.ts'

const QUEUE = 5

/** Milliseconds after which a silent client counts as taken. */
const TAKEN = 20

const place = inTurn(QUEUE)

/** Waits until there is a place; gives what leaves it. */
export function waitForPlace(): Promise<() => void> {
  return new Promise((resolve) => {
    const stay = (): Promise<void> =>
      new Promise((leave) => {
        const timer = setTimeout(leave, TAKEN)
        resolve(() => {
          clearTimeout(timer)
          leave()
        })
      })
    void place(stay)
  })
}
