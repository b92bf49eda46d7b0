// The items on step 23: its framework, with schemas for what comes in and
// goes out, and without middleware.
import * as z from 'zod'
import { App } from '../../../../steps/23-openapi/src/api/app.ts'
import { body, path } from '../../../../steps/23-openapi/src/api/markers.ts'
import { createServer } from '../../../../steps/23-openapi/src/wire/server.ts'
import { added, itemOf } from '../contract.ts'
import { serve } from './serve.ts'

const Id = z.coerce.number().int()
const NewItem = z.object({ name: z.string().min(1), price: z.number().gt(0) })
const Item = z.object({ id: z.int(), ...NewItem.shape })

const app = new App({ title: 'Items' })
app.get('/items/{id}', [path('id', Id)], itemOf, { response: Item })
app.post('/items', [body(NewItem)], added, { response: Item })

serve(createServer(app.handle))
