// What a measurement of coverage in Istanbul's JSON says that no test reaches:
// statements, and branches such as the other side of an `if` or a default.
import type { CoverageException } from './coverage-exceptions.ts'

/** A statement or a branch that no test reaches. */
export interface Gap {
  /** In the step, "src/app.ts". */
  readonly file: string
  readonly line: number
  readonly kind: 'statement' | 'branch'
  /** The text of the line, without the space around it. */
  readonly code: string
}

/** The part of Istanbul's JSON that we read, by the file's path. */
export type Measurement = Readonly<Record<string, FileMeasurement>>

/** How often each statement and each side of a branch was reached. */
export interface FileMeasurement {
  readonly s: Readonly<Record<string, number>>
  readonly statementMap: Readonly<Record<string, Range>>
  readonly b: Readonly<Record<string, readonly number[]>>
  readonly branchMap: Readonly<Record<string, Branch>>
}

interface Range {
  readonly start: { readonly line?: number }
}

interface Branch {
  readonly loc: Range
  readonly locations: readonly Range[]
}

/** Gaps, and what would excuse one but does not. */
export interface Judgement {
  readonly gaps: readonly Gap[]
  readonly stale: readonly CoverageException[]
}

/** One file: its path in the step, its source, what was measured there. */
interface MeasuredSource {
  readonly file: string
  readonly text: string
  readonly measured: FileMeasurement
}

/** The gaps of one file, in the order of its lines. */
export function gapsIn({ file, text, measured }: MeasuredSource): Gap[] {
  const { s, statementMap, b, branchMap } = measured
  const lines = text.split('\n')
  const gap = (kind: Gap['kind'], line = 1): Gap => {
    return { file, line, kind, code: (lines[line - 1] ?? '').trim() }
  }
  const statements = Object.entries(s)
    .filter(([, count]) => count === 0)
    .map(([id]) => gap('statement', statementMap[id]?.start.line))
  const branches = Object.entries(b).flatMap(([id, counts]) =>
    counts.flatMap((count, i) =>
      count === 0 ? gap('branch', lineOf(branchMap[id], i)) : [],
    ),
  )
  return [...statements, ...branches].toSorted((x, y) => x.line - y.line)
}

/** An `else` that is not written has no place of its own. */
function lineOf(branch: Branch | undefined, i: number): number | undefined {
  return branch?.locations[i]?.start.line ?? branch?.loc.start.line
}

/** Takes from the gaps what is excused. An excuse without a gap is stale. */
export function judge(
  gaps: readonly Gap[],
  exceptions: readonly CoverageException[],
): Judgement {
  return {
    gaps: gaps.filter((gap) => !exceptions.some((each) => excuses(each, gap))),
    stale: exceptions.filter((each) => !gaps.some((gap) => excuses(each, gap))),
  }
}

function excuses({ file, code }: CoverageException, gap: Gap): boolean {
  return gap.file === file && (code === undefined || code === gap.code)
}
