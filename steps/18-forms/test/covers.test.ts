// Covers of books: which files are some, where they lie, what is sent.
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { ownTemporary } from '@barewire/test-kit/own-temporary'
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it } from 'vitest'
import type { UploadedFile } from '#src/content/form.ts'
import { Covers, endingOf } from '#src/covers.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { RequestBody } from '#src/wire/request-body.ts'
import { isStream } from '#src/wire/response-stream.ts'

const { formRequest } = requestsOf({ HttpHeaders, RequestBody })

describe('endingOf', () => {
  it.each([
    ['image/gif', 'gif'],
    ['image/jpeg', 'jpg'],
    ['image/png', 'png'],
    ['image/webp', 'webp'],
  ])('gives %s the ending "%s", whatever its name', (type, ending) => {
    expect(endingOf(file({ type, filename: 'a.html' }))).toBe(ending)
  })

  it.each(['image/svg+xml', 'image/*', 'text/html', 'image/png,a', 'PNG', ''])(
    'refuses %j, whatever its name',
    (type) => {
      const refusal = expect.objectContaining({ status: 422 })
      expect(() => endingOf(file({ type, filename: 'a.png' }))).toThrow(refusal)
    },
  )
})

describe('Covers', () => {
  it('has no cover before one is added', async () => {
    const temporary = ownTemporary()
    const covers = new Covers()
    const refusal = { status: 404 }
    expect(covers.find(1)).toBeUndefined()
    await expect(send(covers, '1.png')).rejects.toMatchObject(refusal)
    expect(readdirSync(temporary)).toEqual([])
  })

  it('keeps a cover when the uploaded file is gone', async () => {
    const covers = new Covers()
    const uploaded = upload(ownTemporary(), 'content')
    await covers.add(7, { ...uploaded, filename: '../../../a.html' })
    writeFileSync(uploaded.path, 'something else')
    const name = covers.find(7) ?? ''
    const { status, headers, body } = await send(covers, name)
    expect(status).toBe(200)
    expect(Object.fromEntries(headers ?? [])).toMatchObject({
      'Content-Type': 'image/png',
      'X-Content-Type-Options': 'nosniff',
    })
    expect(isStream(body) && (await text(body))).toBe('content')
  })

  it('chooses the names itself, in a folder for nobody else', async () => {
    const temporary = ownTemporary()
    const uploaded = upload(temporary, 'a')
    const covers = new Covers()
    for (const [i, filename] of ['../x', '/x', 'C:\\x', 'a.html'].entries()) {
      await covers.add(i + 1, { ...uploaded, filename })
    }
    const names = [1, 2, 3, 4].map((id) => covers.find(id))
    expect(names).toEqual(['1.png', '2.png', '3.png', '4.png'])
    const [folder = '', ...others] = readdirSync(temporary)
    expect(others).toEqual(['upload'])
    expect(folder).toMatch(/^barewire-covers-/)
    expect(readdirSync(join(temporary, folder)).toSorted()).toEqual(names)
  })

  it('has no cover that it could not copy', async () => {
    const covers = new Covers()
    const missing = file({ path: join(ownTemporary(), 'nothing') })
    const error = { code: 'ENOENT' }
    await expect(covers.add(1, missing)).rejects.toMatchObject(error)
    expect(covers.find(1)).toBeUndefined()
  })

  it('sends nothing from outside its folder', async () => {
    const covers = new Covers()
    await covers.add(1, upload(ownTemporary(), 'a'))
    const refusal = { status: 404 }
    for (const name of ['../upload', '..', '.', '', '/etc/passwd', '2.png']) {
      await expect(send(covers, name)).rejects.toMatchObject(refusal)
    }
  })

  it('keeps the covers of two shelves apart', async () => {
    const uploaded = upload(ownTemporary(), 'a')
    const [one, other] = [new Covers(), new Covers()]
    await one.add(1, uploaded)
    await other.add(2, uploaded)
    await expect(send(one, '2.png')).rejects.toMatchObject({ status: 404 })
    const { status, body } = await send(other, '2.png')
    expect([status, isStream(body) && (await text(body))]).toEqual([200, 'a'])
  })

  it('leaves nothing behind when the program ends', async () => {
    const temporary = ownTemporary()
    const uploaded = upload(temporary, 'a')
    const before = process.listeners('exit')
    await new Covers().add(1, uploaded)
    const added = process
      .listeners('exit')
      .filter((listener) => !before.includes(listener))
    expect(readdirSync(temporary)).toHaveLength(2)
    for (const listener of added) listener(0)
    expect(readdirSync(temporary)).toEqual(['upload'])
    // Somebody else may have tidied up by then.
    for (const listener of added) expect(() => listener(0)).not.toThrow()
  })
})

function file(parts: Partial<UploadedFile>): UploadedFile {
  const { type = 'image/png', filename = 'a.png', path = '' } = parts
  return { name: 'cover', filename, type, size: 1, path }
}

function upload(folder: string, content: string): UploadedFile {
  const path = join(folder, 'upload')
  writeFileSync(path, content)
  return file({ path })
}

async function send(covers: Covers, name: string) {
  const request = formRequest([], '')
  return covers.send(name, { ...request, method: 'GET', target: '/' })
}
