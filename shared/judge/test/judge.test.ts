// The judge finds the step that a server has reached, whoever wrote it. What
// it finds at wrong ones: wrong-servers.test.ts.
import { runCheck } from '@barewire/checks/run-check'
import { CHECKS } from '@barewire/checks/suite'
import { findStep, folderOf, ROOT } from '@barewire/course/steps'
import { recordIn } from '@barewire/test-kit/recording'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { judgeReached, judgeStep } from '../src/judge.ts'
import { startProgram } from '../src/server.ts'
import { describeFailure } from '../src/show-failure.ts'
import { FOREIGN_SERVERS, isHere } from './servers.ts'

const folder = mkdtempSync(join(tmpdir(), 'barewire-judge-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the step that is reached', () => {
  it.each([
    [2, 'request-head.1'],
    [3, 'first-response.5'],
    [5, 'chunked-body.1'],
  ])('is %s for the code of that step', async (number, first) => {
    const step = findStep(String(number))
    const server = await startProgram({
      words: [process.execPath, '--import', 'tsx', join('src', 'main.ts')],
      cwd: step ? folderOf(step) : '',
    })
    const { reached, next } = await judgeReached(server)
    expect([reached, next?.check.id]).toEqual([number, first])
  })

  it('is said of servers in other languages, where they can be run', () => {
    const absent = FOREIGN_SERVERS.filter((each) => !isHere(each))
    for (const { file, needs } of absent) {
      console.log(`There is no ${needs}, so ${file} was not judged.`)
    }
    expect(absent.length).toBeLessThan(FOREIGN_SERVERS.length)
  })

  it.each(FOREIGN_SERVERS.filter(isHere))(
    'is $reaches for $file',
    // One that only echoes is waited for in each check of the next step.
    { timeout: 120_000 },
    async ({ build, reaches }) => {
      const words = build(folder)
      const server = await startProgram({ words, cwd: ROOT })
      const { reached } = await judgeReached(server)
      expect(reached).toBe(reaches)
    },
  )
})

describe('programs', () => {
  it('are told of when they end instead of listening', async () => {
    const words = ['-e', 'console.error("No such book"); process.exit(3)']
    await expect(start(words)).rejects.toThrow(
      /ended with code 3 before it listened.*It has printed:\n {2}No such book/s,
    )
  })

  it('get a folder of their own, by the names that systems have for it', async () => {
    const script = `const { TMPDIR, TEMP, TMP } = process.env
      console.log(TMPDIR === TEMP && TEMP === TMP && TMPDIR.length > 0)`
    await expect(start(['-e', script])).rejects.toThrow(/printed:\n {2}true/)
  })

  it('are told of when they do not exist', async () => {
    const program = { words: ['./no-such-program'], cwd: folder }
    await expect(startProgram(program)).rejects.toThrow(/There is no file/)
  })

  it('are told of when they listen elsewhere', async () => {
    const words = ['-e', 'setInterval(() => {}, 1000); console.log("Here")']
    // Long enough to say something, on a busy machine, too.
    await expect(start(words, 3_000)).rejects.toThrow(
      /nobody listens on PORT after 3 s.*Here/s,
    )
  })

  it('are started again when they crash, and the check says so', async () => {
    const script = `require('node:net').createServer((socket) => {
      socket.on('data', () => { throw new Error('Out of tea') })
    }).listen(process.env.PORT, '127.0.0.1')`
    const server = await start(['-e', script])
    const judgement = await judgeStep(server, 1, { most: 2 })
    const [first, second] = judgement.verdicts
    expect(first?.error?.message).toMatch(/program ended with code 1.*tea/s)
    expect(second?.error?.message).toMatch(/program ended with code 1.*tea/s)
    expect(judgement.reached).toBe(0)
  })
})

const ECHO = `require('node:net').createServer((socket) => {
  socket.on('error', () => {}).pipe(socket)
}).listen(process.env.PORT, '127.0.0.1')`

describe('judgeStep', () => {
  it('stops behind the check that is named', async () => {
    const server = await start(['-e', ECHO])
    const { verdicts } = await judgeStep(server, 1, { last: 'echo-bytes.3' })
    const ids = verdicts.map(({ check }) => check.id)
    expect(ids).toEqual(['echo-bytes.1', 'echo-bytes.2', 'echo-bytes.3'])
  })

  it('begins with what the step itself promises', async () => {
    const server = await start(['-e', ECHO])
    const { next } = await judgeStep(server, 2, { most: 1 })
    expect(next?.check.id).toBe('first-response.1')
  })
})

describe('judgeReached', () => {
  it('says how near a step is when one check fails on the way', async () => {
    // An echo that does not survive a reset in the wrong moment.
    const script = ECHO.replace(
      "socket.on('error', () => {})",
      "socket.on('error', () => {}).once('data', (piece) => { if (piece.length === 1 && piece[0] === 0x61) socket.destroy() })",
    )
    const server = await start(['-e', script])
    const { reached, way, next } = await judgeReached(server)
    expect([reached, next?.check.id]).toEqual([0, 'echo-bytes.4'])
    expect(way).toEqual({ step: 1, held: 9 })
  })
})

describe('a crowd', () => {
  it.runIf(isHere({ needs: 'python3' }))(
    'is served by the http.server of Python as it is by default',
    async () => {
      const file = join(ROOT, 'shared', 'judge', 'servers', 'http-server.py')
      const words = ['python3', file]
      await using server = await startProgram({ words, cwd: folder })
      const crowds = ['echo-bytes.8', 'echo-bytes.9', 'echo-bytes.10']
      for (const id of [...crowds, 'first-response.9']) {
        const check = CHECKS.find((each) => each.id === id)
        const context = { address: server.address, step: 2 }
        if (check === undefined) throw new Error(`There is no check ${id}`)
        await recordIn([], () => runCheck(check, context))
      }
    },
  )

  it('is too much for a server that serves one after the other', async () => {
    const script = `let last = Promise.resolve()
      require('node:net').createServer((socket) => {
        socket.on('error', () => {}).pause()
        const ended = new Promise((resolve) => socket.once('close', resolve))
        last = last.then(() => (socket.pipe(socket), ended))
      }).listen(process.env.PORT, '127.0.0.1')`
    const server = await start(['-e', script])
    const { verdicts } = await judgeStep(server, 1, { last: 'echo-bytes.5' })
    expect(verdicts.at(-1)?.error?.message).toMatch(
      /^with 4 clients connected that say nothing, another one waited 5000 ms/,
    )
  })
})

describe('a program that hangs', () => {
  const hang = (how: string): string => `require('node:net')
    .createServer((socket) => socket.on('error', () => {}).on('data', () => {${how}}))
    .listen(process.env.PORT, '127.0.0.1')`

  it.runIf(/linux|darwin/.test(process.platform))(
    'is told from one that waits: it uses the processor',
    async () => {
      const busy = await start(['-e', hang('for (;;) {}')])
      const { next } = await judgeStep(busy, 1, { most: 1 })
      expect(next?.error?.message).toMatch(
        /waited 5000 ms.*\nThe process uses \d+ % CPU: is it in an endless loop\?/,
      )
      const silent = await start(['-e', hang('')])
      const { next: other } = await judgeStep(silent, 1, { most: 1 })
      expect(other?.error?.message).toMatch(/The process is idle/)
    },
  )
})

describe('a failure', () => {
  it('has the first lines of what the program says of its bug', async () => {
    const script = `require('node:net').createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => {
        console.log('GET /')
        const foreign = '    at emit (node:events:524:28)'
        console.error(['Out of tea', foreign, ...'123456789'].join('\\n'))
        socket.end('HTTP/1.0 500 Oh\\r\\n\\r\\n')
      })
    }).listen(process.env.PORT, '127.0.0.1')`
    const server = await start(['-e', script])
    const { next } = await judgeStep(server, 2, { most: 1 })
    const frame = { width: 60, host: 'localhost', port: 8000 }
    const shown = next && describeFailure(next, frame)
    expect(shown?.printed).toEqual([
      'Out of tea',
      ...Array.from({ length: 7 }, (_, i) => String(i + 1)),
      '…',
    ])
  })

  it('shows the octet where it goes wrong, sent and received', async () => {
    const script = `require('node:net').createServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\\r\\n\\r\\n'))
      socket.on('error', () => {})
    }).listen(process.env.PORT, '127.0.0.1')`
    const server = await start(['-e', script])
    const { verdicts } = await judgeStep(server, 3)
    const found = verdicts.find(({ check }) => check.id === 'request-head.11')
    const frame = { width: 60, host: 'localhost', port: 8000 }
    const onWindows = { ...frame, isWindows: true }
    const other = found && describeFailure(found, onWindows)
    expect(other?.byHand).toBe('npm run send -- request-head.11')
    const shown = found && describeFailure(found, frame)
    expect(shown).toMatchObject({
      title: 'request-head.11 refuses a method with a bracket',
      fault: ['expected 400, got HTTP/1.1 200 OK'],
      received: [
        'received:',
        String.raw`  HTTP/1.1 200 OK\r\n`,
        `${' '.repeat(11)}^`,
        String.raw`  \r\n`,
      ],
      byHand: String.raw`printf 'GET[] / HTTP/1.1\r\nHost: localhost\r\n\r\n' | nc localhost 8000`,
    })
  })
})

function start(words: readonly string[], patience = 20_000) {
  const program = { words: [process.execPath, ...words], cwd: folder }
  return startProgram({ ...program, patience })
}
