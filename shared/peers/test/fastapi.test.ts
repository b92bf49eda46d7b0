// Our bookshelf and FastAPI's, side by side: both get the same requests and
// answer alike, but for the differences that we want.
import { folderOf, ROOT, stepCalled } from '@barewire/course/steps'
import type { Address } from '@barewire/test-kit/raw-client'
import type { RawResponse } from '@barewire/test-kit/raw-response'
import {
  type RunningProcess,
  startProcess,
} from '@barewire/test-kit/start-process'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { compareAnswers } from '../src/compare-answers.ts'
import {
  compareDocuments,
  type Document,
  withoutPaths,
} from '../src/compare-documents.ts'
import {
  type Difference,
  differencesFrom,
  explains,
  type Mismatch,
  ONLY_OURS,
} from '../src/fastapi-differences.ts'
import { type Exchange, EXCHANGES } from '../src/fastapi-exchanges.ts'
import { findFastApi } from '../src/find-fastapi.ts'
import { send } from '../src/send.ts'

const found = [findFastApi()].flatMap((fastApi) => fastApi ?? [])

it('says so where there is no FastAPI', () => {
  const absent = 'There is no FastAPI, so nothing was compared.'
  if (found.length === 0) console.log(absent)
  expect(found.length).toBeLessThan(2)
})

/** What a server has answered and documented. */
interface Side {
  readonly answers: ReadonlyMap<Exchange, RawResponse>
  readonly document: Document
}

describe.each(found)('FastAPI $versions.fastapi', ({ file, versions }) => {
  const differences = differencesFrom(versions)
  let ours: Side
  let theirs: Side

  beforeAll(async () => {
    await using own = await startOurs()
    await using other = await startTheirs(file)
    ours = await askAll(own)
    theirs = await askAll(other)
  })

  /** Why two answers or documents differ; undefined: we do not know. */
  function reasonOf(
    mismatch: Mismatch,
    exchange?: Exchange,
  ): Difference | undefined {
    return differences.find((difference) =>
      explains(difference, mismatch, exchange?.difference),
    )
  }

  function mismatchesOf(exchange: Exchange): Mismatch[] {
    const answers = [ours, theirs].map((side) => side.answers.get(exchange))
    const [own, other] = answers
    return own && other ? compareAnswers(own, other) : []
  }

  function documentMismatches(): Mismatch[] {
    const shared = withoutPaths(ours.document, ONLY_OURS)
    return compareDocuments(shared, theirs.document)
  }

  const titled = EXCHANGES.map((exchange) => {
    const { name, method, target } = exchange
    return [`${name}: ${method} ${target}`, exchange] as const
  })

  it.each(titled)('%s', (_, exchange) => {
    const listed = differences.some(({ name }) => name === exchange.difference)
    const expected = listed ? exchange.theirs : [exchange.ours]
    expect(ours.answers.get(exchange)?.status).toBe(exchange.ours)
    expect(expected).toContain(theirs.answers.get(exchange)?.status)
    const mismatches = mismatchesOf(exchange)
    expect(mismatches.filter((each) => !reasonOf(each, exchange))).toEqual([])
    const reasons = mismatches.map((each) => reasonOf(each, exchange)?.name)
    const due = listed ? [exchange.difference] : []
    expect(reasons).toEqual(expect.arrayContaining(due))
  })

  it('has documents that agree', () => {
    expect(documentMismatches().filter((each) => !reasonOf(each))).toEqual([])
  })

  it('has paths of its own where the list says so', () => {
    const own = Object.keys(ours.document.paths)
    const others = theirs.document.paths
    expect(own.filter((path) => !(path in others))).toEqual(ONLY_OURS)
  })

  it('shows every difference of the list', () => {
    const reasons = [
      ...EXCHANGES.flatMap((exchange) =>
        mismatchesOf(exchange).map((each) => reasonOf(each, exchange)),
      ),
      ...documentMismatches().map((each) => reasonOf(each)),
    ]
    expect(differences.filter((each) => !reasons.includes(each))).toEqual([])
  })

  it('has every operation in at least 60 exchanges', () => {
    const operations = Object.entries(theirs.document.paths).flatMap(
      ([path, item]) =>
        Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const done = EXCHANGES.filter((each) => each.ours < 300).map(
      ({ method, target }) =>
        `${method} ${target
          .replace(/^(\/books)\/.*/, '$1/{id}')
          .replace(/^(\/hello)\/.*/, '$1/{name}')}`,
    )
    expect(operations.filter((each) => !done.includes(each))).toEqual([])
    expect(EXCHANGES.length).toBeGreaterThanOrEqual(60)
  })
})

function startOurs(): Promise<RunningProcess> {
  const step = stepCalled('openapi')
  if (step === undefined) throw new Error('There is no step 23')
  return startProcess({
    words: ['--import', 'tsx', 'src/main.ts'],
    cwd: folderOf(step),
    env: { PORT: '0', HOST: '127.0.0.1', DATABASE: ':memory:' },
  })
}

function startTheirs(file: string): Promise<RunningProcess> {
  return startProcess({
    file,
    words: ['fastapi_bookshelf.py'],
    cwd: join(ROOT, 'shared', 'peers', 'src'),
    env: { PORT: '0' },
  })
}

/** Sends all requests, one after the other. */
async function askAll(address: Address): Promise<Side> {
  const document: Document = JSON.parse(await textOf(address, '/openapi.json'))
  const answers = new Map<Exchange, RawResponse>()
  let token = ''
  for (const exchange of EXCHANGES) {
    const answer = await send(address, exchange, token)
    answers.set(exchange, answer)
    token = /"token":"([^"]*)"/.exec(answer.body.toString())?.[1] ?? token
  }
  return { answers, document }
}

async function textOf(address: Address, target: string): Promise<string> {
  const { body } = await send(address, { method: 'GET', target }, '')
  return body.toString()
}
