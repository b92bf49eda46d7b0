// What was measured, as it is kept beside the page that shows it.
import { ROOT } from '@barewire/course/steps'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Curve } from './growth.ts'
import type { Shares } from './profile.ts'
import type { Summary } from './summary.ts'

/** Where pages and what belongs to them are. */
export const REFERENCE = join(ROOT, 'docs', 'reference')

const FILE = join(REFERENCE, 'performance.json')

/** All that was measured; each part can be measured anew alone. */
export interface Measurements {
  readonly comparison?: Comparison
  /** What the goals are about alone, in more rounds. */
  readonly goals?: Comparison
  readonly growth?: GrowthRun
  /** By label: "before", "now". */
  readonly profiles?: Readonly<Record<string, ProfileRun>>
}

/** When, where and with what. */
export interface Circumstances {
  /** "2026-11-24". */
  readonly made: string
  readonly node: string
  readonly machine: string
  readonly generator: string
  readonly rounds: number
  readonly seconds: number
  readonly warmUpSeconds: number
  /** Whether the server had one core, and the load generator another one. */
  readonly cores: boolean
  readonly connections: number
}

export interface Comparison extends Circumstances {
  readonly servers: readonly Server[]
  readonly results: readonly Summary[]
  readonly blanks: readonly Blank[]
}

/** A server that there was, or why there was none. */
export interface Server {
  readonly name: string
  readonly kind: string
  readonly version?: string
  readonly absent?: string
}

/** Why a server was not asked. */
export interface Blank {
  readonly scenario: string
  readonly name: string
  readonly reason: string
}

export interface GrowthRun extends Circumstances {
  readonly curves: readonly Curve[]
}

export interface ProfileRun extends Circumstances {
  /** By scenario. */
  readonly shares: Readonly<Record<string, Shares>>
}

/** Reads what is kept. */
export function readMeasurements(): Measurements {
  if (!existsSync(FILE)) return {}
  return JSON.parse(readFileSync(FILE, 'utf8'))
}

/** Keeps it. */
export function keepMeasurements(measurements: Measurements): void {
  writeFileSync(FILE, `${JSON.stringify(measurements, null, 2)}\n`)
}

/** "2 × AMD EPYC, 24 GiB, linux". */
export function describeMachine(): string {
  const all = cpus()
  const model = all[0]?.model.trim() ?? 'an unknown processor'
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${all.length} × ${model}, ${memory} GiB, ${process.platform}`
}
