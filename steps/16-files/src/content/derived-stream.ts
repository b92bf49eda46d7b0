// A stream whose pieces are made of what another source gives. A generator
// would be shorter, but while it waits for its source it cannot end it.

/** What can be told that nothing more is wanted of it. */
interface Source {
  readonly return?: () => unknown
}

/** Makes pieces with `next`, and ends the source when nobody wants them. */
export function deriveStream<Piece>(
  source: Source,
  next: () => Promise<IteratorResult<Piece, void>>,
): AsyncIterableIterator<Piece, void> {
  const end = async (): Promise<IteratorReturnResult<void>> => {
    await source.return?.()
    return { done: true, value: undefined }
  }
  return {
    async next() {
      try {
        return await next()
      } catch (error) {
        await end()
        throw error
      }
    },
    return: end,
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
