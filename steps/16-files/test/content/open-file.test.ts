// What opens, what is refused and how, when the disk does not play along. An
// error that cannot be provoked, or a race, is put in between.
import * as fs from 'node:fs/promises'
import promises from 'node:fs/promises'
import { constants } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import {
  afterAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
  vi,
} from 'vitest'
import { openFile, readPieces } from '#src/content/open-file.ts'
import type { HttpError } from '#src/wire/http-error.ts'

// The same module for all test files, so it is put back at the end.
const open = vi.spyOn(promises, 'open')
syncBuiltinESMExports()
afterAll(() => {
  open.mockRestore()
  syncBuiltinESMExports()
})

const LINUX = process.platform === 'linux'
const POSIX = process.platform !== 'win32'

beforeEach(() => {
  open.mockClear()
})

describe('openFile', () => {
  it('opens a file without waiting, and no link', async () => {
    const { site, file } = await createSite()
    await using handle = await openFile(site, file)
    expect(await handle.readFile('utf8')).toBe('inside')
    const flags = Number(open.mock.lastCall?.[1])
    expect(flags & constants.O_WRONLY).toBe(0)
    if (!POSIX) return
    expect(flags & constants.O_NOFOLLOW).toBe(constants.O_NOFOLLOW)
    expect(flags & constants.O_NONBLOCK).toBe(constants.O_NONBLOCK)
  })

  it.each([
    ['EACCES', 404],
    ['ELOOP', 404],
    ['ENAMETOOLONG', 404],
    ['ENOENT', 404],
    ['ENOTDIR', 404],
    ['ENXIO', 404],
    ['EOPNOTSUPP', 404],
    ['EPERM', 404],
    ['EMFILE', 503],
    ['ENFILE', 503],
  ])('refuses a file that cannot be opened: %s is %i', async (code, status) => {
    const { site, file } = await createSite()
    open.mockRejectedValueOnce(Object.assign(new Error(code), { code }))
    const refusal = await openFile(site, file).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ status })
    const headers = status === 503 ? [['Retry-After', '1']] : []
    expect(refusal).toMatchObject({ headers })
  })

  it('blames nobody else for a disk that does not work', async () => {
    const { site, file } = await createSite()
    const error = Object.assign(new Error('i/o error'), { code: 'EIO' })
    open.mockRejectedValueOnce(error)
    await expect(openFile(site, file)).rejects.toBe(error)
  })

  it('fails without its folder, which is a mistake of ours', async () => {
    const { site, file } = await createSite()
    const opening = openFile(join(site, 'nothing'), file)
    await expect(opening).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('refuses a file that becomes a link before it is opened', async () => {
    if (!POSIX) return console.log('There are no links for everybody.')
    const { site, file, secret } = await createSite()
    await change(async () => {
      await fs.rm(file)
      await fs.symlink(secret, file)
    })
    await expect(openFile(site, file)).rejects.toMatchObject(NOT_FOUND)
  })

  it('refuses a file whose folder becomes a link that leads out', async () => {
    if (!LINUX) return console.log('Only Linux tells what was opened.')
    const { site, secret } = await createSite()
    const folder = join(site, 'sub')
    await change(async () => {
      await fs.rm(folder, { recursive: true })
      await fs.symlink(join(secret, '..'), folder)
    })
    const opening = openFile(site, join(folder, 'file.txt'))
    await expect(opening).rejects.toMatchObject(NOT_FOUND)
    const handle = await open.mock.results[0]?.value
    expect(handle?.fd).toBe(-1)
  })

  it('opens a file that is replaced by another at that moment', async () => {
    const { site, file } = await createSite()
    await change(
      async () => {},
      async () => {
        await fs.writeFile(`${file}.new`, 'newer')
        await fs.rename(`${file}.new`, file)
      },
    )
    await using handle = await openFile(site, file)
    expect(await handle.readFile('utf8')).toBe('inside')
  })
})

describe('readPieces', () => {
  it('reads text and ranges in their order, and closes the file', async () => {
    const handle = await openSite()
    const body = readPieces(handle, [
      'a ',
      { first: 2, last: 5 },
      ' b ',
      { first: 0, last: 0 },
    ])
    expect(await text(body)).toBe('a side b i')
    expect(handle.fd).toBe(-1)
  })

  it.each([
    ['nothing', []],
    ['no byte', [{ first: 0, last: -1 }]],
    ['a range beyond the end', [{ first: 9, last: 20 }]],
  ])('reads %s as nothing, and closes the file', async (_, pieces) => {
    const handle = await openSite()
    expect(await text(readPieces(handle, pieces))).toBe('')
    expect(handle.fd).toBe(-1)
  })

  it('reads large ranges in pieces that are not large', async () => {
    const { site, file } = await createSite()
    const content = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i))
    await fs.writeFile(file, content)
    const handle = await openFile(site, file)
    const seen: Buffer[] = []
    const range = { first: 1, last: 199_998 }
    for await (const piece of readPieces(handle, [range])) {
      seen.push(Buffer.from(piece))
    }
    expect(Buffer.concat(seen).equals(content.subarray(1, -1))).toBe(true)
    const most = Math.max(...seen.map((piece) => piece.length))
    expect(most).toBeLessThanOrEqual(64 * 1024)
  })

  it.each([
    ['before it begins', 0],
    ['after a piece', 1],
  ])('closes the file when it is dropped %s', async (_, count) => {
    const handle = await openSite()
    const range = { first: 0, last: 1 }
    const body = readPieces(handle, [range, range, range])
    const iterator = body[Symbol.asyncIterator]()
    for (let i = 0; i < count; i += 1) await iterator.next()
    await iterator.return?.()
    expect(handle.fd).toBe(-1)
  })

  it('closes the file when it cannot be read', async () => {
    const { site } = await createSite()
    const handle = await openFile(site, join(site, 'sub'))
    const reading = text(readPieces(handle, [{ first: 0, last: 1 }]))
    await expect(reading).rejects.toMatchObject({ code: 'EISDIR' })
    expect(handle.fd).toBe(-1)
  })
})

const NOT_FOUND: Partial<HttpError> = { status: 404 }

/** A folder with a file, another folder in it, and a secret outside. */
async function createSite() {
  const path = await fs.mkdtemp(join(tmpdir(), 'barewire-'))
  onTestFinished(() => fs.rm(path, { recursive: true }))
  const [site, outside] = [join(path, 'site'), join(path, 'outside')]
  const [file, secret] = [join(site, 'file.txt'), join(outside, 'file.txt')]
  await fs.mkdir(join(site, 'sub'), { recursive: true })
  await fs.mkdir(outside)
  await fs.writeFile(file, 'inside')
  await fs.writeFile(join(site, 'sub', 'file.txt'), 'inside')
  await fs.writeFile(secret, 'outside')
  return { site, file, secret }
}

async function openSite(): Promise<fs.FileHandle> {
  const { site, file } = await createSite()
  return openFile(site, file)
}

/** Changes the disk just before the next file is opened, or just after. */
async function change(
  before: () => Promise<void>,
  after = async (): Promise<void> => {},
): Promise<void> {
  const actual = await vi.importActual<typeof fs>('node:fs/promises')
  open.mockImplementationOnce(async (...args) => {
    await before()
    const handle = await actual.open(...args)
    await after()
    return handle
  })
}
