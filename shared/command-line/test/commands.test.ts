// The commands as a learner meets them: real processes, real output.
import { existingSteps, ROOT, STEPS } from '@barewire/course/steps'
import { ask, withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { startProcess } from '@barewire/test-kit/start-process'
import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'

const START = join(ROOT, 'shared', 'command-line', 'start.mjs')
/** There is none, whatever whoever runs the tests has written. */
const BAREWIRE_PLAYGROUND = join(tmpdir(), 'barewire-no-playground')

const PEERS = ['check', '--peers']
const BENCH = ['bench', '--only', 'get']
const URL = 'http://localhost:1'
const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'

describe('npm run step', () => {
  it('lists every step with number, title and what a client sees', () => {
    const { stdout, status } = command(['step'])
    const lines = stdout.split('\n')
    for (const { number, title, sees } of STEPS) {
      const line = lines.find((text) => text.trim().startsWith(`${number} `))
      expect(line, title).toContain(title)
      expect(line, title).toContain(sees)
    }
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    expect(status).toBe(0)
  })

  it.each(existingSteps())('runs $name', async (step) => {
    await using server = await startProcess({
      words: [START, 'step', String(step.number), '--port', '0'],
      cwd: ROOT,
      env: { HOST: '127.0.0.1' },
    })
    await withClient(server, async (client) => {
      client.write(GET)
      await client.readBytes(1)
    })
    await expect.poll(() => server.output().stdout).toContain('Ctrl-C stops it')
    const { stdout } = server.output()
    expect(stdout).toContain(`Listening on http://127.0.0.1:${server.port}`)
    expect(stdout).toContain('Try, in a second terminal:')
    expect(stdout).toMatch(/\n {2}\S[^\n]+\n {2}\S/)
    expect(stdout).toContain(`${server.port}`)
    expect(stdout).not.toContain('8000')
  })

  it('prints the address and nothing else with --quiet', async () => {
    await using server = await startProcess({
      words: [START, 'step', '2', '--quiet', '--port', '0'],
      cwd: ROOT,
    })
    const { stdout } = server.output()
    expect(stdout).toBe(`Listening on http://localhost:${server.port}\n`)
  })

  it('understands an option that npm took for its own', async () => {
    await using server = await startProcess({
      words: [START, 'step', '2', '0'],
      cwd: ROOT,
      env: { npm_config_port: 'true', npm_config_quiet: 'true' },
    })
    expect(server.output().stdout).not.toContain('Try')
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('ends at %s', async (signal) => {
    await using server = await startProcess({
      words: [START, 'step', '9', '--port', '0'],
      cwd: ROOT,
    })
    const ended = new Promise((resolve) => {
      server.child.once('close', (_, by) => resolve(by))
    })
    server.child.kill(signal)
    expect(await ended).toBe(signal)
  })

  it('ends with the shell that npm started it in', async () => {
    const inner = `"${process.execPath}" "${START}" step 9 --port 0`
    const script = `
      const { spawn } = require('node:child_process')
      const child = spawn(${JSON.stringify(inner)}, {
        shell: true,
        stdio: ['ignore', 'inherit', 'inherit'],
      })
      process.on('SIGTERM', () => child.kill())
      child.on('exit', () => process.exit())
    `
    await using server = await startProcess({
      words: ['-e', script],
      cwd: ROOT,
      env: { npm_lifecycle_event: 'step', HOST: '127.0.0.1' },
    })
    server.child.kill()
    await expect.poll(() => canConnect(server)).toBe(false)
  })

  it('says which port is taken', async () => {
    await using app = await startApp(createServer())
    const port = String(app.port)
    const { stderr, status } = command(['step', '3', '--port', port], {
      HOST: '127.0.0.1',
    })
    expect(stderr).toBe(
      `Port ${port} is taken. Try another: --port ${app.port + 1}\n`,
    )
    expect(status).toBe(2)
  })

  it.each([
    ['a step that is none', ['step', '42'], 'There is no step "42".'],
    ['a word', ['step', 'three'], 'There is no step "three".'],
    ['two steps', ['step', '2', '3'], 'One step at a time, not "2 3".'],
    ['a bad port', ['step', '3', '--port', 'x'], 'PORT must be a number'],
    ['an unknown option', ['step', '3', '--prot'], "Unknown option '--prot'."],
    ['a diff of nothing', ['diff'], 'Which step?'],
    ['a diff of three', ['diff', '1', '2', '3'], 'Which step?'],
    ['the first step', ['diff', '1'], 'Step 1 is the first'],
    ['a target too early', ['target', '2'], 'Steps from 3 on can be targets'],
    ['no target', ['target'], 'Which step or server?'],
    ['an unknown target', ['target', 'x'], 'There is no step or server "x".'],
    ['coverage of two', ['coverage', '1', '2'], 'Which step?'],
    ['nothing to carry from', ['carry'], 'Carry from which step?'],
    ['to fuzz too early', ['fuzz', '--step', '18'], 'Steps from 19 on can be'],
    ['no time to fuzz', ['fuzz', '--minutes', '0'], 'Minutes are a number'],
    ['a seed of letters', ['fuzz', '--seed', 'x'], 'A seed is a number'],
    ['a path alone', ['fuzz', '--path', '1'], 'A path needs its --seed'],
    ['a strange property', ['fuzz', '--property', 'x'], 'There is no property'],
    ['to attack too early', ['attack', '--step', '3'], 'Steps from 19 on can'],
    ['a strange attack', ['attack', '--only', 'x'], 'There is no attack'],
    ['a strange scenario', ['bench', '--only', 'x'], 'Cannot find "x".'],
    ['a part to write', [...BENCH, '--write'], 'Cannot write a part of it.'],
    ['no rounds', ['bench', '--rounds', '0'], 'Cannot do "0" rounds.'],
    ['two benchmarks', ['bench', '--growth', '--page'], 'Cannot do growth and'],
    ['a profile of a part', [...BENCH, '--profile'], 'Cannot use --only'],
    ['xray of nothing', ['xray'], 'In front of which server?'],
    ['xray of a word', ['xray', '9000'], 'Cannot use "9000".\nThe server'],
    ['xray of no port', ['xray', '--to', 'x'], '--to is a port, or host:port'],
    ['xray of nobody', ['xray', '--to', '1'], 'Nothing listens at localhost:1'],
    [
      'to send to nobody',
      ['send', 'request-head.1', '--to', '1'],
      'Nothing listens at',
    ],
    ['to send no case', ['send', '03.x'], 'There is no case "03.x".'],
    ['no such file', ['send', '--file', 'x'], 'There is no file "x".'],
    ['no such escape', ['send', '\\q'], 'There is no escape "\\q"'],
    [
      'no pieces',
      ['send', 'request-head.1', '--pieces', '0'],
      '--pieces is a number',
    ],
    ['a check of nothing', ['check'], 'There is no playground yet.'],
    ['a check of two', ['check', '2', '3'], 'One step at a time, not "2 3".'],
    ['a strange URL', ['check', '--url', 'x'], '--url is like http://'],
    ['no program', ['check', '--cmd', ''], '--cmd needs a program'],
    ['half a program', ['check', '--cmd', '"a'], 'Cannot find the end of "a'],
    ['two servers', ['check', '--cmd', 'a', '--url', 'b'], 'Either --cmd or'],
    ['a strange seed', ['check', '--seed', 'x'], 'A seed is a number'],
    ['a word of another', ['check', '--only', '9'], '--only belongs to'],
    ['to watch a URL', ['check', '--watch', '--url', URL], '--watch needs'],
    ['two lessons', ['lessons', '1', '4'], 'One step at a time, or none'],
    ['to play nothing', ['play'], 'Which step?'],
    ['to play two', ['play', '2', '3'], 'One step at a time, not "2 3".'],
    ['to begin again', ['play', '--reset'], 'There is no playground yet.'],
    ['to keep nothing', ['play', '2', '--keep'], 'There is nothing to keep.'],
    ['what is not saved', ['play', '--restore'], 'Nothing has been saved yet.'],
    ['an empty playground', ['step', 'playground'], 'There is no playground'],
    ['a diff of it', ['diff', 'playground'], 'There is no playground yet.'],
    ['an unknown case', [...PEERS, '--show', 'x'], 'There is no case "x".'],
  ])('refuses %s in one or two lines', async (_, words, beginning) => {
    const { stderr, status } = await commandHere(words)
    expect(stderr.startsWith(beginning), stderr).toBe(true)
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2)
    expect(status).toBe(2)
  })

  it.each(STEPS.filter((step) => !existingSteps().includes(step)).slice(0, 1))(
    'says that $name is not written yet',
    ({ number, title }) => {
      const { stderr, status } = command(['step', String(number)])
      expect(stderr).toContain(`Step ${number} (${title}) is not written yet.`)
      expect(status).toBe(2)
    },
  )

  it.each([
    'step',
    'diff',
    'target',
    'xray',
    'send',
    'carry',
    'check',
    'play',
    'tags',
    'fuzz',
    'attack',
    'bench',
    'coverage',
    'lessons',
    'renumber',
    'reference',
  ])('%s has --help', async (name) => {
    const { stdout, status } = await commandHere([name, '--help'])
    expect(stdout).toContain(`npm run ${name}`)
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(status).toBe(0)
  })
})

describe('npm run diff', () => {
  it.each([
    ['its slug', 'routing'],
    ['two digits', '10'],
    ['its folder', '10-routing'],
  ])('knows a step by %s', (_, word) => {
    const { stdout, status } = command(['diff', word, '--stat'])
    expect(stdout).toContain('src/web/router.ts')
    expect(status).toBe(0)
  })

  it('shows the source, new files whole, plain in a pipe', () => {
    const { stdout, status } = command(['diff', '2'])
    expect(stdout).toContain('Step 2 (First response) against step 1')
    expect(stdout).toContain('+++ b/02-first-response/src/wire/status.ts')
    expect(stdout).toContain("+  200: 'OK', // RFC 9110 §15.3.1")
    expect(stdout).not.toContain('\u001b')
    expect(stdout).not.toContain('/test/')
    expect(status).toBe(0)
  })

  it('shows files in the order in which to read them', () => {
    const { stdout } = command(['diff', '9', '--stat'])
    const at = (path: string): number => stdout.indexOf(path)
    expect(at('src/wire/keep-alive.ts')).toBeGreaterThan(0)
    expect(at('src/wire/keep-alive.ts')).toBeLessThan(at('src/wire/host.ts'))
  })

  it('shows the tests behind the source with --tests', () => {
    const { stdout } = command(['diff', '4', '--tests'])
    expect(stdout.indexOf('b/04-byte-reader/test/')).toBeGreaterThan(
      stdout.lastIndexOf('b/04-byte-reader/src/'),
    )
  })

  it('counts lines with --stat', () => {
    const { stdout } = command(['diff', '2', '5', '--stat'])
    expect(stdout).toMatch(/src\/wire\/byte-reader\.ts +new +\+\d+ -0\n/)
    expect(stdout).toMatch(/ \d+ files, \d+ lines added, \d+ removed\n$/)
  })

  it('says so when nothing changed', () => {
    expect(command(['diff', '3', '3']).stdout).toContain('nothing changed')
  })

  it('goes backwards, too', () => {
    const { stdout } = command(['diff', '5', '4', '--stat'])
    expect(stdout).toMatch(/src\/wire\/framing\.ts +gone +\+0 -\d+\n/)
  })

  it('shows old and new in two columns with --side-by-side', () => {
    const { stdout } = command(['diff', '2', '--side-by-side'])
    expect(stdout).toMatch(/socket\.pipe\(socket\) +\| /)
    expect(stdout).toMatch(/ +> 200|\n +> /)
    expect(stdout.split('\n').filter((line) => line.length > 164)).toEqual([])
  })

  it('does without Git', () => {
    const { stdout, status } = command(['diff', '2'], { PATH: '' })
    expect(stdout).toContain('--- /dev/null')
    expect(stdout).toContain("+  200: 'OK', // RFC 9110 §15.3.1")
    expect(status).toBe(0)
  })
})

describe('npm run fuzz', () => {
  it('says its seed and how many cases there were, and ends', () => {
    const words = ['fuzz', '--minutes', '0.001', '--seed', '7']
    const { stdout, stderr, status } = command(words)
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^Seed 7, step \d+ /)
    expect(stdout).toMatch(/^parser: \d+ cases$/m)
    expect(status).toBe(0)
  })
})

describe('npm run lessons', () => {
  it('drafts a lesson: all headings, and a fence for what is new', () => {
    const { stdout, status } = command(['lessons', '--draft', '2'])
    expect(stdout).toMatch(/^# Step 02: First response\n\n## Goal\n/)
    expect(stdout).toContain('\n```diff src/app.ts handler\n@@ in handler @@\n')
    expect(stdout).toContain('\n```ts src/wire/status.ts')
    expect(status).toBe(0)
  })

  it('checks a lesson', () => {
    const { stdout, status } = command(['lessons', '1'])
    expect(stdout).toMatch(
      /^docs\/steps\/01-echo-bytes\.md: \d+ words\nOne lesson: all is true\.\n$/,
    )
    expect(status).toBe(0)
  })
})

describe('npm run reference', () => {
  it('says with --check that the page is as it has to be', () => {
    const { stdout, status } = command(['reference', '--check'])
    expect(stdout).toMatch(
      /^docs.reference.rfc-index\.md is up to date\.\nREADME\.md is up to date\.\n$/,
    )
    expect(status).toBe(0)
  })

  it('takes no other words', () => {
    const { stderr, status } = command(['reference', 'rfc'])
    expect(stderr).toContain('Cannot use "rfc".')
    expect(status).toBe(2)
  })
})

describe('npm run target', () => {
  it.each(existingSteps().slice(-1))(
    'serves the echo contract on $name',
    async ({ number }) => {
      await using server = await startProcess({
        words: [START, 'target', String(number), '--port', '0'],
        cwd: ROOT,
        env: { HOST: '127.0.0.1' },
      })
      const bodyOf = async (text: string): Promise<string> =>
        (await ask(server, text)).body.toString()
      const post = 'PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi'
      expect(await bodyOf(post)).toBe('hi')
      const echo = 'GET /echo HTTP/1.1\r\nHost: a\r\nX-B: c\r\n\r\n'
      expect(await bodyOf(echo)).toBe('host: a\nx-b: c\n')
    },
  )

  it('serves it on a known server, and takes it along', async () => {
    await using server = await startProcess({
      words: [START, 'target', 'http.server', '--port', '0'],
      cwd: ROOT,
      env: { HOST: '127.0.0.1' },
    })
    const { body } = await ask(server, GET.replace('/', '/echo'))
    expect(body.toString()).toBe('host: localhost\n')
    const { stdout } = server.output()
    expect(stdout).toMatch(
      /^Echo contract of http\.server 3[.\d]+ on http:\/\/127\.0\.0\.1:\d+\n$/,
    )
    server.child.kill('SIGKILL')
    await expect.poll(() => canConnect(server)).toBe(false)
  })

  it('says what to install for a server that is absent', () => {
    const { stderr, status } = command(['target', 'flask'], { PYTHON: 'none' })
    expect(stderr).toBe(
      'flask is not installed: apt-get install python3-flask\n',
    )
    expect(status).toBe(2)
  })

  it.each(['9', 'node-http'])('says which port is taken: %s', async (name) => {
    await using app = await startApp(createServer())
    const words = ['target', name, '--port', String(app.port)]
    const { stderr, status } = command(words, { HOST: '127.0.0.1' })
    expect(stderr).toBe(
      `Port ${app.port} is taken. Try another: --port ${app.port + 1}\n`,
    )
    expect(status).toBe(2)
  })
})

describe('npm run check -- --cmd', () => {
  const words = ['check', '3', '--all', '--cmd']

  it.runIf(process.platform !== 'win32')(
    'offers a shell for what only a shell understands',
    () => {
      const line = 'cd-into mine && python3 s.py'
      const { stderr, status } = command([...words, line])
      expect(stderr)
        .toBe(`There is no program "cd-into". Is it spelled right, and installed?

--cmd starts a program without a shell, and only a shell understands "&&".
With a shell:

  npm run check 3 -- --all --cmd "sh -c 'cd-into mine && python3 s.py'"
`)
      expect(status).toBe(1)
    },
  )

  it('says no more where a shell would not help', () => {
    const { stderr, status } = command([...words, 'no-such-program x'])
    expect(stderr).toBe(
      'There is no program "no-such-program". Is it spelled right, and installed?\n',
    )
    expect(status).toBe(1)
  })
})

describe('a failing check', () => {
  const serve = (line: string): string => `"${process.execPath}" -e "
    const line = '${line}'
    require('node:net').createServer((socket) => {
      socket.on('error', () => {}).once('data', () => {
        console.error(new Error('Out of tea'))
        socket.end(line.replaceAll('|', String.fromCharCode(13, 10)))
      })
    }).listen(process.env.PORT, '127.0.0.1')"`

  it.each([
    ['a short response', '200', 'HTTP/1.0 500 Oh||'],
    ['a long response', '200', `HTTP/1.0 500 Oh||${'oh|'.repeat(999)}`],
    ['long lines', '200', `HTTP/1.0 500 Oh||${'oh'.repeat(999)}`],
    ['no response', 'closed the connection without', ''],
    ['no HTTP', 'no status line', 'hello||'],
    [
      'too much content',
      '3 bytes of content came, and Content-Length says 2.',
      'HTTP/1.0 200 OK|Content-Length: 2||{ }',
    ],
  ])('fits a terminal of 24 lines: %s', (_what, reason, line) => {
    const { stdout } = command(['check', '3', '--cmd', serve(line)])
    const lines = stdout.trimEnd().split('\n')
    const rows = lines.map(({ length }) => Math.ceil(length / 80) || 1)
    // The last one is for the prompt.
    expect(rows.reduce((sum, row) => sum + row, 0)).toBeLessThanOrEqual(23)
    expect(lines.at(-1)).toMatch(/^request-head\.1: /)
    expect(lines.at(-1)).toContain(reason)
  })
})

describe('npm run check -- --peers', () => {
  const only = ['--only', 'node-http,9', '--group', 'upgrade,host']

  it('prints what each server passes, plain in a pipe', () => {
    const { stdout, status } = command([...PEERS, ...only])
    const lines = stdout.split('\n')
    expect(lines[0]).toMatch(/^node-http 2[\d.]+ +MUST +\d+ of \d+ +SHOULD/)
    expect(lines[1]).toMatch(/^ {2}misses \d+ of host$/)
    expect(lines[2]).toBe(
      '  npm run check: no step; first failure first-response.6',
    )
    expect(lines[3]).toMatch(/^09-keep-alive +MUST .* 100\.0 % +[\d.]+ s$/)
    expect(lines.slice(4)).toEqual([lines[2], ''])
    expect(stdout).not.toContain('\u001b')
    expect(status).toBe(0)
  })

  it('shows bytes and what is wrong with them', () => {
    const words = ['--only', 'node-http', '--show', 'ho-19']
    const { stdout } = command([...PEERS, ...words])
    expect(stdout).toContain('ho-19: failed (MUST, RFC 9112 §3.2')
    expect(stdout).toContain(
      `  Host: localhost:80:80\\r\\n\n${' '.repeat(20)}^\n`,
    )
    expect(stdout).toContain('  HTTP/1.1 200 OK\\r\\n\n')
  })
})

/** In this process, for what ends before it begins: forty times as quick. */
async function commandHere([name, ...words]: readonly string[]): Promise<{
  stdout: string
  stderr: string
  status: unknown
}> {
  const [stdout, stderr]: [string[], string[]] = [[], []]
  const { env } = process
  process.env = { ...env, BAREWIRE_PLAYGROUND }
  vi.spyOn(console, 'log').mockImplementation((line) => stdout.push(line))
  vi.spyOn(console, 'error').mockImplementation((line) => stderr.push(line))
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Ended(code)
  })
  try {
    const { run } = await import(`../src/${name}.ts`)
    await run(words)
    throw new Error(`${name} ${words.join(' ')} has begun something`)
  } catch (error) {
    if (!(error instanceof Ended)) throw error
    const text = (lines: readonly string[]) =>
      lines.map((line) => `${line}\n`).join('')
    return { stdout: text(stdout), stderr: text(stderr), status: error.code }
  } finally {
    vi.restoreAllMocks()
    process.env = env
  }
}

/** Stands for the end of the process. */
class Ended extends Error {
  readonly code: unknown

  constructor(code: unknown) {
    super('The process would end here')
    this.code = code
  }
}

function command(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { stdout: string; stderr: string; status: number | null } {
  return spawnSync(process.execPath, [START, ...words], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', BAREWIRE_PLAYGROUND, ...env },
  })
}

async function canConnect(address: {
  host: string
  port: number
}): Promise<boolean> {
  return withClient(address, async () => true).catch(() => false)
}
