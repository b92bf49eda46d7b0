// The comparison as a page of Markdown. The same data give the same text.
import type { RfcCase } from '@barewire/checks/rfc-case'
import { twoDigits } from '@barewire/course/steps'
import {
  type Conformance,
  type Judged,
  keptBy,
  percentOf,
  promisedFrom,
  type Report,
  scoreOf,
} from './conformance-report.ts'

/** The whole page. */
export function writeMarkdown(
  { made, node, reports }: Conformance,
  cases: readonly RfcCase[],
): string {
  const protocol = cases.filter(({ application }) => !application)
  const present = reports.filter(({ absent }) => absent === undefined)
  return [
    '# Conformance',
    generated(made, node),
    introduction(cases.length, protocol.length),
    '## Scores',
    scoreTable(present, protocol),
    ...troubles(reports),
    COLUMNS,
    '## By group',
    groupTable(present, protocol),
    '## Which step they reach',
    REACHED,
    reachedTable(present, protocol),
    '## What known servers fail',
    'Of the cases in the table above, those that one of them fails.',
    failureTable(present, protocol),
    '## What the application decides',
    APPLICATION,
    failureTable(
      present,
      cases.filter(({ application }) => application),
    ),
    '## What is not comparable',
    notesOn(present),
    '',
  ].join('\n\n')
}

function generated(made: string, node: string): string {
  return `Made on ${made} by \`npm run check -- --peers\`, with Node ${node}. Do not
edit it: run that again. The numbers behind it are in
[conformance.json](conformance.json).`
}

function introduction(all: number, protocol: number): string {
  return `Which HTTP/1.1 server does what the RFCs say? Each of them serves the *echo
contract* (\`npm run target fastify\`): every path answers with the body that it
got, so that only the protocol counts. Each gets the same ${all} cases of
\`shared/checks/rfc-cases.json\`: bytes, the answers that RFC 9110 and 9112
allow, MUST or SHOULD, and the section. ${protocol} of them are about the protocol, and
are scored; in ${all - protocol} the application has a say, and they stand apart.

The cases are ours, and from step 10 on the steps were written to pass them. So
a full score says that a step keeps its promises, not that it has no faults;
what the servers above them fail is what is worth reading.`
}

function scoreTable(reports: readonly Report[], cases: RfcCases): string {
  const musts = cases.filter(({ level }) => level === 'MUST')
  const shoulds = cases.filter(({ level }) => level === 'SHOULD')
  const critical = cases.filter((one) => one.critical)
  return table(
    [
      'server',
      'version',
      'MUST',
      'SHOULD',
      'all',
      '%',
      'critical',
      'preferred',
      'not judged',
    ],
    reports.map((report) => {
      const all = scoreOf(report, cases)
      return [
        report.name,
        report.version ?? '',
        ratio(report, musts),
        ratio(report, shoulds),
        ratio(report, cases),
        percentOf(all),
        ratio(report, critical),
        `${all.preferred}/${all.judged}`,
        String(cases.length - all.judged),
      ]
    }),
  )
}

const COLUMNS = `- **MUST**, **SHOULD**, **all**: cases passed, of those that were judged.
- **critical**: of the cases whose failure lets a client smuggle a request past
  a proxy in front.
- **preferred**: passed with the answer that is best where several are allowed:
  a refusal, mostly, of what some other server could read in another way.
- **not judged**: a server may close any connection if it says so (RFC 9112
  §9.6), and what comes behind is then not to be seen; and where there are no
  deadlines to set, the cases about deadlines do not apply.`

function groupTable(reports: readonly Report[], cases: RfcCases): string {
  const groups = [...new Set(cases.map(({ group }) => group))]
  const promised = groups.map((name) => promisedFrom(name))
  const rows = reports.map((report) => [
    report.name,
    ...groups.map((name) =>
      ratio(
        report,
        cases.filter(({ group }) => group === name),
      ),
    ),
  ])
  const first = promised.map((step) => `from step ${twoDigits(step ?? NaN)}`)
  return table(['server', ...groups], [['promised', ...first], ...rows])
}

const REACHED = `- **by the cases**: up to this step no case fails in the groups that the table
  above says are promised by then; beside it, the first one that fails on the
  way to the next. The cases cannot tell steps between two such groups apart: 4
  and 5, 6 to 8, 9 to 18, 19 to 23. They say nothing of steps 1 and 2, which
  read no requests; a server that fails one of step 3 is said to keep none.
- **by the judge**: what \`npm run check\` says of this very server, and the
  check that fails first, from [shared/checks](../../shared/checks/src).

The judge finds none, and that is no verdict on how they speak HTTP. A step is
reached if all that it promises holds, with what is left of the steps before,
and these promises are about one application: an echo of bytes in step 1, one
fixed response in step 2, a greeting and a mirror from step 3 on, in the end a
bookshelf. The echo contract has none of them, not even where a step's own wire
serves it. The same application on \`node:http\` would reach no step either: in
1 and 2 what is no HTTP gets an echo or a 200, steps 3 to 6 say HTTP/1.0, byte
for byte, and from step 3 on each refusal says why, as JSON, which its parser
does not.

With its own application, a step reaches that very step: in its tests all checks
of it hold, and \`shared/gates\` proves that the step before fails one of them.
Step 20 reaches 21: decorators change nothing that a client sees.`

function reachedTable(reports: readonly Report[], cases: RfcCases): string {
  return table(
    ['server', 'by the cases', 'first case', 'by the judge'],
    reports.map((report) => {
      const { step, first } = keptBy(report, cases)
      const { judged } = report
      return [
        report.name,
        stepName(step),
        first === undefined ? '–' : `${first.id}: ${first.title}`,
        judgement(judged),
      ]
    }),
  )
}

function stepName(step: number): string {
  return step === 0 ? 'no step' : `step ${twoDigits(step)}`
}

function judgement(judged: Judged | undefined): string {
  if (judged === undefined) return 'not asked'
  const { reached, first } = judged
  return stepName(reached) + (first === undefined ? '' : ` (${first})`)
}

/** The MUSTs first. */
function failureTable(reports: readonly Report[], cases: RfcCases): string {
  const servers = reports.filter(({ kind }) => kind === 'server')
  const rows = cases
    .toSorted((a, b) => a.level.localeCompare(b.level))
    .map((one) => ({
      one,
      who: servers.filter(({ failed }) => failed.includes(one.id)),
    }))
    .filter(({ one, who }) => who.length > 0 || one.application)
  return table(
    ['case', 'level', 'RFC', 'what', 'fails at'],
    rows.map(({ one, who }) => [
      one.id,
      one.level,
      one.rfc.replaceAll('RFC ', ''),
      one.title,
      who.length === servers.length && who.length > 1
        ? 'all'
        : who.map(({ name }) => name).join(', '),
    ]),
  )
}

const APPLICATION = `Which methods there are is up to the application, and so is what a path stands
for. These cases are in no score. Fastify, FastAPI and the steps from 10 on
answer them with their routers, the others with the echo contract's handler; a
method that Node's parser does not know reaches no application.`

/** What is absent, and what has ended. */
function troubles(reports: readonly Report[]): string[] {
  const lines = reports.flatMap(({ name, absent, died }) => [
    ...(absent ? [`- ${absent}`] : []),
    ...(died ? [`- ${name} ${died}. What came behind has failed.`] : []),
  ])
  return lines.length > 0 ? [lines.join('\n')] : []
}

function notesOn(reports: readonly Report[]): string {
  return `- Fastify, Express, Hono and Koa stand on \`node:http\`: its parser answers before
  they are asked. Hono's adapter checks Host and target once more.
- \`http.server\` leaves bodies to its handler. Ours reads Content-Length and, as
  the class itself, no chunks. Flask runs on Werkzeug's server, which its own
  documentation keeps for development.
- FastAPI runs on uvicorn with the parser h11, not httptools.
- Deadlines are short, so that a suite can wait for them. uvicorn has one between
  requests only, and steps before 19 have none: they are not judged.
${deadlinesOf(reports).join('\n')}
- The cases about limits are sent fifteen times each. A server that closes over
  bytes that it has not read sends a reset, which may take its answer away (RFC
  9112 §9.6): it passes if the answer comes each time. From run to run a server
  may differ by a case or two in these.
- In steps 3 to 6 a handler writes every byte of a response. The one that serves
  the contract writes what the application of the step does: HTTP/1.0, and no
  Date. Steps 3 and 4 read no body, so they cannot echo one.
- A step fails what it does not promise yet: 3 to 8 close every connection, 3 to
  5 know no chunks, 3 to 8 check no Host. From the step on that the table by
  group names, all cases of a group are passed; the tests compare.`
}

function deadlinesOf(reports: readonly Report[]): string[] {
  const texts = new Set(reports.flatMap(({ deadlines }) => deadlines ?? []))
  return [...texts].map((text) => {
    const names = reports
      .filter(({ deadlines }) => deadlines === text)
      .map(({ name }) => name)
    return `  - ${names.join(', ')}: ${text}`
  })
}

type RfcCases = readonly RfcCase[]

function ratio(report: Report, cases: RfcCases): string {
  const { passed, judged } = scoreOf(report, cases)
  return judged === 0 ? '–' : `${passed}/${judged}`
}

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`
}

/** What Markdown would take for its own is escaped. */
function cell(text: string): string {
  return text.replaceAll(/[|\\<*_`[\]]/g, '\\$&')
}
