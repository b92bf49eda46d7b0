// Passwords are kept as scrypt hashes (RFC 7914): slow on purpose, so that a
// stolen table is not worth much.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const SALT_BYTES = 16
const HASH_BYTES = 32
const slowHash = promisify<string, Buffer, number, Buffer>(scrypt)

/** "salt.hash", both in Base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await slowHash(password, salt, HASH_BYTES)
  return `${salt.toString('base64')}.${hash.toString('base64')}`
}

/** Takes as long for a wrong password as for the right one. */
export async function isPassword(
  password: string,
  stored: string,
): Promise<boolean> {
  const [salt = '', hash = ''] = stored.split('.')
  const found = await slowHash(
    password,
    Buffer.from(salt, 'base64'),
    HASH_BYTES,
  )
  const expected = Buffer.alloc(HASH_BYTES, hash, 'base64')
  // An ordinary comparison stops at the first difference, and a patient
  // attacker measures where that was.
  return timingSafeEqual(found, expected)
}
