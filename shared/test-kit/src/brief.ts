// Whether this is a brief run, which leaves out what would prove nothing new:
// `npm test` is one. `npm test -- --all` leaves nothing out, nor does a run
// of files or projects that somebody names.

export function isBrief(): boolean {
  return process.env['BRIEF'] === '1'
}
