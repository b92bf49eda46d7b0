// A client that a tool makes of the document (openapi-client-axios): a method
// for each operation, and no word about paths, methods or media types.
import { startApp } from '@barewire/test-kit/start-app'
import { isAxiosError } from 'axios'
import { type OpenAPIClient, OpenAPIClientAxios } from 'openapi-client-axios'
import { describe, expect, it } from 'vitest'
import { createApp } from '#src/app.ts'

const EMMA = { title: 'Emma', author: 'Jane Austen', year: 1815 }
const ULYSSES = { title: 'Ulysses', author: 'James Joyce', year: 1922 }

describe('a client made of the document', () => {
  it('takes a book through its whole life', async () => {
    await using app = await startApp(createApp())
    const client = await clientFor(app.port)
    const added = await client['addBook_books_post']?.({}, ULYSSES)
    const book = { id: 3, ...ULYSSES, tags: [] }
    expect(added).toMatchObject({ status: 201, data: book })
    const id = { id: 3 }
    const changes = { tags: ['modern'] }
    const changed = { ...book, ...changes }
    expect(
      await client['changeBook_books__id__patch']?.(id, changes),
    ).toMatchObject({ status: 200, data: changed })
    expect(await client['readBook_books__id__get']?.(id)).toMatchObject({
      data: changed,
    })
    expect(await client['listBooks_books_get']?.()).toMatchObject({
      data: [EMMA, { title: 'Dracula' }, changed],
    })
    const put = await client['replaceBook_books__id__put']?.(id, ULYSSES)
    expect(put?.data).toEqual(book)
    const gone = await client['deleteBook_books__id__delete']?.(id)
    expect(gone?.status).toBe(204)
    expect(await faultOf(client['readBook_books__id__get']?.(id))).toEqual([
      404,
      { detail: 'There is no book 3' },
    ])
  })

  it('gets all that is wrong with a book', async () => {
    await using app = await startApp(createApp())
    const client = await clientFor(app.port)
    const added = client['addBook_books_post']?.({}, { title: 1 })
    expect(await faultOf(added)).toEqual([
      422,
      {
        detail: [
          expect.objectContaining({ loc: ['body', 'title'], input: 1 }),
          expect.objectContaining({ loc: ['body', 'author'], type: 'missing' }),
          expect.objectContaining({ loc: ['body', 'year'], type: 'missing' }),
        ],
      },
    ])
  })

  it('has to name itself where that is asked for', async () => {
    await using app = await startApp(createApp())
    const client = await clientFor(app.port)
    expect(await faultOf(client['readUser_me_get']?.())).toEqual([
      401,
      { detail: 'Not authenticated' },
    ])
    const auth = { username: 'ada', password: 'lovelace' }
    const known = await client['readUser_me_get']?.({}, null, { auth })
    expect(known?.data).toEqual({ user: 'ada' })
  })
})

async function clientFor(port: number): Promise<OpenAPIClient> {
  const url = `http://127.0.0.1:${port}`
  const definition = `${url}/openapi.json`
  const options = { definition, withServer: { url } }
  return await new OpenAPIClientAxios(options).init()
}

/** The status and the body of a response that was thrown. */
async function faultOf(
  answer: Promise<unknown> | undefined,
): Promise<readonly unknown[]> {
  const error: unknown = await answer?.catch((thrown: unknown) => thrown)
  if (!isAxiosError(error)) throw new Error(`Got ${String(error)}`)
  return [error.response?.status, error.response?.data]
}
