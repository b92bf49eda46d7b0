// Wrong servers, for the judge: one that crashes is started again.
import {
  type RunningWrong,
  startWrong,
} from '@barewire/wrong-servers/start-wrong'
import type { WrongServer } from '@barewire/wrong-servers/wrong-server'
import { findServer, type Server } from '../src/server.ts'

/** Starts a wrong server as if it were somebody's own. */
export async function startForJudge(wrong: WrongServer): Promise<Server> {
  const running = await startWrong(wrong)
  return {
    address: running.app,
    gone: () => whyGone(running),
    cpuShare: () => Promise.resolve(undefined),
    // It is in its log, which whyGone quotes.
    takePrinted: () => '',
    async again() {
      await running[Symbol.asyncDispose]()
      return startForJudge(wrong)
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  }
}

/** It has crashed, or is about to: then nobody listens there. */
async function whyGone(running: RunningWrong): Promise<string | undefined> {
  const found = await findServer(running.app).catch(() => undefined)
  if (found && !(await running.crashed())) return undefined
  return `it has crashed. ${running.log()}`
}
