// npm run tags: a Git tag for each step, so that Git can compare them.
import { GitError } from '@barewire/tags/git'
import { deleteTags, ForeignTag, makeTags } from '@barewire/tags/tags'
import { parseWords, stop } from './words.ts'

const HELP = `npm run tags                makes the tags step-01, step-02, … of this clone
npm run tags -- --delete    takes them away again

git log -p step-23                 the whole course, a commit a step
git diff step-02 step-03           what step 3 changed
git worktree add ../step-03 step-03
                                   step 3 alone, in a folder of its own:
                                   there, npm install && npm start && npm test

The tags are local. Working tree, index and branches stay as they are, and so
does a tag of that name that somebody else has made. The same commit gives the
same tags everywhere; what is not committed is not in them.`

/** Runs the command with the words behind it. */
export function run(words: readonly string[]): void {
  const { flags, others } = parseWords(words, {
    name: 'tags',
    help: HELP,
    options: { delete: { type: 'boolean' } },
  })
  const [word] = others
  if (word !== undefined)
    stop(`Cannot use "${word}". See: npm run tags -- --help`)
  try {
    if (flags.has('delete')) take()
    else make()
  } catch (error) {
    if (error instanceof ForeignTag) {
      stop(error.message, 'Rename or delete it first. Nothing was changed.')
    }
    if (!(error instanceof GitError)) throw error
    stop(error.message, 'The tags need Git and a clone of the repository.')
  }
}

function make(): void {
  const { tags, changed } = makeTags()
  const [first, last] = [tags.at(0)?.name, tags.at(-1)?.name]
  const done = changed === 0 ? 'are there already' : 'are there now'
  console.log(`${first} to ${last} ${done}. Try:
  git log -p ${last}
  git diff step-02 step-03
  git worktree add ../step-03 step-03`)
}

function take(): void {
  const names = deleteTags()
  if (names.length === 0) return console.log('There are no tags of ours.')
  console.log(`Deleted ${names[0]} to ${names.at(-1)}.`)
}
