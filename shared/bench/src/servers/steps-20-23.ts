// The items on steps 20 to 23, without middleware.
import { createServer } from '../../../../steps/23-openapi/src/wire/server.ts'
import { app } from './declared-items.ts'
import { serve } from './serve.ts'

serve(createServer(app.handle))
