// A transcript in a lesson: commands behind "$ ", and below each what it
// prints. A command goes on in the next line behind a backslash.
import { runCommand, type Surroundings } from './run-command.ts'

/** Runs the commands again. Gives the transcript as it has to be. */
export async function rerun(
  transcript: string,
  where: Surroundings,
): Promise<string> {
  const commands = commandsIn(transcript)
  if (commands.length === 0) {
    throw new Error('A transcript has a command in it: $ curl …')
  }
  const shown: string[] = []
  for (const command of commands) {
    const output = await runCommand(command.replace(/\\\n/g, ' '), where)
    shown.push(`$ ${command}`, ...(output === '' ? [] : [output]))
  }
  return shown.join('\n')
}

/** The commands, as they are typed. */
export function commandsIn(transcript: string): string[] {
  const found = transcript.matchAll(/^\$ (.*(?:(?<=\\)\n.*)*)$/gm)
  return [...found].map(([, command = '']) => command)
}
