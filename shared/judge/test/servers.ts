// The servers in other languages, and what each of them needs.
import { ROOT } from '@barewire/course/steps'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** A server that passes to one step and no further. */
export interface ForeignServer {
  readonly file: string
  readonly reaches: number
  /** The program that has to be here. */
  readonly needs: string
  /** Makes a program in a folder and gives the words that start it. */
  readonly build: (folder: string) => readonly string[]
}

const source = (file: string): string =>
  join(ROOT, 'shared', 'judge', 'servers', file)

export const FOREIGN_SERVERS: readonly ForeignServer[] = [
  script('step-01.sh', 'socat', 'sh'),
  script('step-01.pl', 'perl', 'perl'),
  {
    file: 'step-02.c',
    reaches: 2,
    needs: 'cc',
    build: (folder) => {
      const program = join(folder, 'step-02')
      spawnSync('cc', ['-pthread', '-o', program, source('step-02.c')])
      return [program]
    },
  },
  script('step-01-socketserver.py', 'python3', 'python3'),
  script('step-02-socketserver.py', 'python3', 'python3'),
  script('step-03.py', 'python3', 'python3'),
]

function script(file: string, needs: string, starts: string): ForeignServer {
  const reaches = Number(/\d+/.exec(file))
  return { file, reaches, needs, build: () => [starts, source(file)] }
}

/** Whether a program is here. */
export function isHere({ needs }: Pick<ForeignServer, 'needs'>): boolean {
  const words = needs === 'socat' ? ['-V'] : ['--version']
  return spawnSync(needs, words).status === 0
}
