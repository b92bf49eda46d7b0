// What every server of a comparison serves: a greeting, an item by its
// number, an item that is sent, checked, and sent back with a number, and a
// mebibyte.

/** What GET / answers with. */
export const GREETING = { message: 'Hello bro, this is your HTTP response' }

/** What GET /mebibyte answers with, as application/octet-stream. */
export const MEBIBYTE = Buffer.alloc(1024 * 1024, 'a')

export const JSON_TYPE = 'application/json'
export const BYTES_TYPE = 'application/octet-stream'

/** What GET /items/{id} answers with. */
export interface Item {
  readonly id: number
  readonly name: string
  readonly price: number
}

/** What POST /items takes. */
export type NewItem = Omit<Item, 'id'>

/** The item of a number. */
export function itemOf(id: number): Item {
  return { id, name: `Item ${id}`, price: 9.5 }
}

/** What a new item becomes. */
export function added({ name, price }: NewItem): Item {
  return { id: 42, name, price }
}

/** Checks a new item by hand, for servers that bring no schemas. */
export function isNewItem(value: unknown): value is NewItem {
  if (typeof value !== 'object' || value === null) return false
  if (!('name' in value) || !('price' in value)) return false
  const { name, price } = value
  return (
    typeof name === 'string' &&
    name.length > 0 &&
    typeof price === 'number' &&
    price > 0
  )
}

/** Reads the number of an item; undefined: it is none. */
export function parseId(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
