// What every server of a comparison serves: an item by its number, and an
// item that is sent, checked, and sent back with a number.

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

/** Finds the number in "/items/42"; undefined: the target is another. */
export function idOf(target: string): number | undefined {
  const [, digits] = /^\/items\/(\d{1,9})$/.exec(target) ?? []
  return digits === undefined ? undefined : Number(digits)
}
