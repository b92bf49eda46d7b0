// Which password fits a stored hash. Each comparison takes some 40 ms.
import { describe, expect, it } from 'vitest'
import { hashPassword, isPassword } from '#src/web/passwords.ts'

const LOVELACE = hashPassword('lovelace')

describe('hashPassword', () => {
  it('gives equal passwords different hashes, and none away', async () => {
    const hashes = [await hashPassword('enigma'), await hashPassword('enigma')]
    expect(new Set(hashes).size).toBe(2)
    for (const hash of hashes) {
      expect(hash).toMatch(/^[\w+/]{22}==\.[\w+/]{43}=$/)
    }
  })
})

describe('isPassword', () => {
  it.each(['lovelace', '', 'a:b', 'pässwörd €𝄞', 'a'.repeat(9_000)])(
    'knows %j again',
    async (password) => {
      const stored = await hashPassword(password)
      expect(await isPassword(password, stored)).toBe(true)
    },
  )

  it.each(['', 'Lovelace', 'lovelace ', 'lovelac', 'lovelace:', 'enigma'])(
    'tells %j from "lovelace"',
    async (password) => {
      expect(await isPassword(password, await LOVELACE)).toBe(false)
    },
  )

  it('needs the salt as well as the hash', async () => {
    const [, hash = ''] = (await LOVELACE).split('.')
    const [salt = ''] = (await hashPassword('lovelace')).split('.')
    expect(await isPassword('lovelace', `${salt}.${hash}`)).toBe(false)
  })

  it.each(['', '.', 'AAAA', 'AAAA.', '.AAAA', 'AAAA.AAAA'])(
    'takes no password for %j, which is no hash',
    async (stored) => {
      expect(await isPassword('', stored)).toBe(false)
      expect(await isPassword(stored, stored)).toBe(false)
    },
  )
})
