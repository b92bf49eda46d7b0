// A lesson that is wrong is refused, in each way in which one can be.
import { type Step, STEPS } from '@barewire/course/steps'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkText, checkTranscripts, rewrite } from '../src/check-lesson.ts'
import { parseLesson } from '../src/lesson.ts'
import { lessonFile } from '../src/sources.ts'

const [first] = STEPS
if (first === undefined) throw new Error('There is no step')
const step: Step = first
const right = readFileSync(lessonFile(step), 'utf8')

describe('the text of a lesson', () => {
  it.each<[what: string, from: string | RegExp, to: string, message: string]>([
    [
      'another title',
      /^# .*/,
      '# Step 1',
      'The first line has to be "# Step 01',
    ],
    ['no section', '## Still wrong\n', '', 'Here has to be "## Still wrong"'],
    ['a section too many', /$/, '\n## More\n', 'No heading comes behind'],
    ['too few words', /^[A-Za-z].*\n/gm, '', 'at least 900 words'],
    ['a word for nobody', 'Here is the echo', 'Just an echo', '"Just"'],
    ['no end in view', '**Done when**', 'When', 'Goal: It says "Done when"'],
    ['few changes', /^### [3-9]\. /gm, '#### ', '3 to 16 changes'],
    ['a change without code', '## Run it', '### 9.\n\n## Run it', 'no code'],
    ['no question', 'Can it still answer?', 'It can.', 'needs a question'],
    ['no check', 'npm run check 1\n```\n\n## W', '\n```\n\n## W', 'check 1'],
    ['two hints', /Hint 3/, 'Hint 2', 'needs these folds: Hint 1, Hint 2'],
    ['no proof', /console exercise=2/, 'text', 'needs a fence "console ex'],
    ['one why', /Why is `pipe`/, 'Is `pipe`', 'asks two questions'],
    ['another line', 'socket.pipe(socket)\n', 'socket\n', 'Here is "  socket"'],
    ['a line too many', '  socket.pipe', '\n  socket.pipe', 'Here is ""'],
    ['a line too few', "  socket.on('error', () => {})\n", '', 'Here is '],
    ['no quote', '```ts src/main.ts announce', '```text', 'no fence quotes'],
    ['two quotes', 'main.ts announce', 'main.ts host announce', 'before'],
    ['no file above', /In `src\/app\.ts`.*\n\n/, '', 'Above this has to be'],
    ['no such piece', 'main.ts announce', 'main.ts tell', 'nothing in tell'],
    [
      'no such file',
      'ts src/main.ts announce',
      'ts src/man.ts announce',
      'src/man.ts',
    ],
    ['no function', 'Here is the echo', 'See `echoes()`', 'has echoes()'],
    ['no file', 'Here is the echo', 'See `src/echo.ts`', 'has src/echo.ts'],
    ['no name', 'Here is the echo', 'See `echoBytes`', 'has echoBytes'],
  ])('is refused with %s', (_what, from, to, message) => {
    expect(messages(right.replace(from, to))).toContain(message)
  })

  it('is refused with quotes that are not in the order of their file', () => {
    const [one, two] = ['ts src/main.ts announce', 'ts src/main.ts stop']
    const text = right.replace(one, '?').replace(two, one).replace('?', two)
    expect(messages(text)).toContain('have to be in its order')
  })

  it('is refused where it is wrong', () => {
    const text = right.replace('socket.pipe(socket)\n', 'socket\n')
    const [problem] = checkText(parseLesson(text), step).problems
    expect(text.split('\n')[(problem?.line ?? 0) - 1]).toBe('  socket')
  })
})

describe('a transcript', () => {
  it.each<[what: string, transcript: string, message: string]>([
    ['another output', '$ node -p 1\n2', 'Here is "2", and has to be "1"'],
    ['a line too many', '$ node -p 1\n1\n2', 'has to be nothing'],
    ['no command', '1', 'has a command in it'],
    ['a shell', '$ node -p 1 | cat\n1', 'Cannot run a command with |'],
    ['a variable', '$ node -p "$HOME"\n1', 'Cannot run a command with "'],
    ['another program', '$ nc localhost 8000', 'Only curl, node and npm run'],
    ['no server', '$ curl http://localhost:8000/', 'curl needs a server'],
  ])('is refused with %s', async (_what, transcript, message) => {
    expect(await complaints(`\`\`\`console\n${transcript}\n\`\`\``)).toEqual([
      expect.stringContaining(message),
    ])
  })

  it('is refused where a command is mistyped', async () => {
    const fence = "```console step=1\n$ npm run send -- 'a\\n' --nonsense\n```"
    expect(await complaints(fence)).toEqual([
      expect.stringContaining('npm run send ended with code 2'),
    ])
  })

  it.each<[what: string, solution: string, message: string]>([
    [
      'is for another text',
      '@@ in handler @@\n-  pipe()\n+',
      'has not: pipe()',
    ],
    ['is nowhere', '@@ in handle @@\n-  pipe()\n+', 'has not: pipe()'],
    ['is ambiguous', '@@ in handler @@\n+  // more', 'more than once'],
    ['names no place', '+  pipe()', 'has to begin with "@@ in NAME @@"'],
    ['does not run', '@@ below handler @@\n+throw Error("Oh no")', 'Oh no'],
  ])('is refused if its solution %s', async (_what, solution, message) => {
    const fences = [
      `\`\`\`diff exercise=1 src/app.ts\n${solution}\n\`\`\``,
      "```console exercise=1\n$ npm run send -- 'a\\n' --raw --end\n```",
    ]
    expect(await complaints(fences.join('\n\n'))).toEqual([
      expect.stringContaining(message),
    ])
  })
})

describe('rewrite', () => {
  it('mends quotes and transcripts, and leaves the rest alone', async () => {
    const text = [
      'Some *prose*.\n\n## Build\n\n```ts src/app.ts handler\n```\n',
      'More prose.\n\n```console\n$ node -p 1\n```\n\n```text\nmine\n```\n',
    ].join('\n')
    const mended = await rewrite(parseLesson(text), step)
    expect(mended).toBe(
      text
        .replace('handler\n', `handler\n${quoteOf('handler')}\n`)
        .replace('-p 1\n', '-p 1\n1\n'),
    )
  })
})

function messages(text: string): string {
  expect(text).not.toBe(right)
  const { problems } = checkText(parseLesson(text), step)
  return problems.map(({ message }) => message).join('\n')
}

async function complaints(text: string): Promise<string[]> {
  const { problems } = await checkTranscripts(parseLesson(text), step)
  return problems.map(({ message }) => message)
}

function quoteOf(name: string): string {
  const { fences } = parseLesson(right)
  const [fence] = fences.filter(({ info }) => info.names.includes(name))
  return fence?.content ?? ''
}
