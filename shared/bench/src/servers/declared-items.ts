// The items as steps 20 to 23 declare them, with schemas for what comes in and
// goes out.
import * as z from 'zod'
import { App } from '../../../../steps/23-openapi/src/api/app.ts'
import { body, path } from '../../../../steps/23-openapi/src/api/markers.ts'
import { directly } from '../../../../steps/23-openapi/src/api/reply.ts'
import { added, BYTES_TYPE, GREETING, itemOf, MEBIBYTE } from '../contract.ts'

const Id = z.coerce.number().int()
const NewItem = z.object({ name: z.string().min(1), price: z.number().gt(0) })
const Item = z.object({ id: z.int(), ...NewItem.shape })
const Greeting = z.object({ message: z.string() })

export const app = new App()
app.get('/', [], () => GREETING, { response: Greeting })
app.get('/items/{id}', [path('id', Id)], itemOf, { response: Item })
app.post('/items', [body(NewItem)], added, { response: Item })
app.get('/mebibyte', [], () => {
  const headers = [['Content-Type', BYTES_TYPE]] as const
  return directly({ status: 200, headers, body: MEBIBYTE })
})
