// The echo contract on the steps, in this very process.
import { existingSteps } from '@barewire/course/steps'
import { ask } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { describe, expect, it } from 'vitest'
import { createEchoServer, FIRST_TARGET } from '../src/echo-contract.ts'

const steps = existingSteps().filter(({ number }) => number >= FIRST_TARGET)

describe.each(steps)('the echo contract on $name', (step) => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'echoes what %s sends, where there are bodies',
    async (method) => {
      await using app = await startApp(await createEchoServer(step))
      const { status, body } = await ask(
        app,
        `${method} /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n\xe9\0`,
      )
      expect(status).toBe(200)
      const content = step.number < 5 ? '' : '\xe9\0'
      expect(body.toString('latin1')).toBe(content)
    },
  )

  it('answers HEAD, and OPTIONS with what there is', async () => {
    await using app = await startApp(await createEchoServer(step))
    const line = ' / HTTP/1.1\r\nHost: a\r\n\r\n'
    expect((await ask(app, `HEAD${line}`, 'HEAD')).status).toBe(200)
    const { headers } = await ask(app, `OPTIONS${line}`)
    expect(headers).toContainEqual([
      'Allow',
      'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
    ])
  })

  it('shows the fields at /echo', async () => {
    await using app = await startApp(await createEchoServer(step))
    const { body } = await ask(
      app,
      'GET /echo HTTP/1.1\r\nHost: a\r\nX-B: c\r\n\r\n',
    )
    expect(body.toString()).toBe('host: a\nx-b: c\n')
  })
})
