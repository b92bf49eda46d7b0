// An uploaded file that the handler itself has removed.
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { askWith } from '@barewire/test-kit/ask-app'
import { multipart, type PartText } from '@barewire/test-kit/multipart'
import { ownTemporary } from '@barewire/test-kit/own-temporary'
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { App } from '#src/api/app.ts'
import { file } from '#src/api/markers.ts'
import { catchErrors } from '#src/web/catch-errors.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { bodyRequest, requestFor } = requestsOf({ HttpHeaders, RequestBody })
const { ask } = askWith({ catchErrors, requestFor })

const TYPE = 'multipart/form-data; boundary=b'
const A_FILE: PartText = [
  '; name="a"; filename="a.txt"\r\nContent-Type: text/plain',
  'content',
]

describe('file', () => {
  it('may be gone already: that is logged, and answered as ever', async () => {
    ownTemporary()
    const errors = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => errors.mockRestore())
    const app = new App()
    app.post('/', [file('a')], ({ path, size }) => {
      rmSync(dirname(path), { recursive: true })
      return { size }
    })
    const answer = await ask(app, upload(A_FILE))
    expect([answer.status, answer.content]).toEqual([200, { size: 7 }])
    await vi.waitFor(() => expect(errors).toHaveBeenCalledTimes(1), 5_000)
    const missing: unknown = expect.objectContaining({ code: 'ENOENT' })
    expect(errors.mock.calls).toEqual([[missing]])
  })
})

function upload(part: PartText, target = '/') {
  return bodyRequest([`POST ${target}`, TYPE, multipart('b', part)])
}
