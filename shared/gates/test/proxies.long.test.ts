// The last step behind real proxies. Proxy and server read the same bytes; if
// they find different numbers of requests in them, somebody can smuggle one
// past the proxy (RFC 9112 §11.2).
import { RFC_CASES } from '@barewire/checks/rfc-case'
import { existingSteps } from '@barewire/course/steps'
import { createEchoServer } from '@barewire/peers/echo-contract'
import { type RunningApp, startApp } from '@barewire/test-kit/start-app'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { agree, pass, type Proxied, startProxied } from '../src/proxied.ts'
import { createRandom, mutatedRequest } from '../src/mutate.ts'
import { isInstalled, PROXIES } from '../src/proxy.ts'
import { createWrongServer, MISTAKES } from '../src/wrong-server.ts'

const GROUPS = ['framing', 'chunked', 'smuggling']

/** FUZZ=100000 for 2,000 of them, SEED for others. */
const mutated = Number(process.env['FUZZ'] ?? 10_000) / 50
const seed = Number(process.env['SEED'] ?? 1)

const cases = RFC_CASES.filter(({ group }) => GROUPS.includes(group))
const installed = PROXIES.filter(isInstalled)
const absent = PROXIES.filter((kind) => !installed.includes(kind))
const pairs = existingSteps()
  .slice(-1)
  .flatMap((step) => installed.map((kind) => ({ step, kind })))

it('says so where a proxy is not installed', () => {
  for (const { name, program } of absent) {
    console.log(`There is no ${name}: the package ${program} would bring it.`)
  }
  expect([...installed, ...absent]).toHaveLength(PROXIES.length)
})

it('has cases of each group', () => {
  expect(new Set(cases.map(({ group }) => group))).toEqual(new Set(GROUPS))
})

describe.each(pairs)('$step.name behind $kind.name', ({ step, kind }) => {
  let app: RunningApp
  let proxied: Proxied

  beforeAll(async () => {
    app = await startApp(await createEchoServer(step))
    proxied = await startProxied(kind, app)
  })
  afterAll(async () => {
    await proxied[Symbol.asyncDispose]()
    await app[Symbol.asyncDispose]()
  })

  it.each(cases)('counts alike: $id $title', async (one) => {
    const passage = await pass(proxied, one)
    expect(passage).toSatisfy(agree)
    expect(passage.innocent).toBe(one.id)
  })

  it(`counts alike: ${mutated} mutated requests (seed ${seed})`, async () => {
    const random = createRandom(seed)
    for (let number = 1; number <= mutated; number += 1) {
      const data = mutatedRequest(random)
      const one = { id: `mutated-${number}`, send: [{ data }] }
      const passage = { ...(await pass(proxied, one)), data }
      expect(passage).toSatisfy(agree)
      expect(passage).toEqual({ ...passage, innocent: one.id })
    }
  }, 600_000)
})

const mistaken = installed.flatMap((kind) =>
  MISTAKES.map((mistake) => [kind.name, mistake.name, kind, mistake] as const),
)

// Most of the time they wait, so they do it together.
it.concurrent.each(mistaken)(
  '%s finds out a server that %s',
  async (_, __, kind, mistake) => {
    await using app = await startApp(createWrongServer(mistake))
    await using proxied = await startProxied(kind, app)
    const [getWithBody] = cases.filter(({ id }) => id === 'sm-20')
    const passage = getWithBody && (await pass(proxied, getWithBody))
    expect(passage).toMatchObject({ forwarded: 1, innocent: 'sm-20' })
    expect(passage).not.toSatisfy(agree)
  },
)
