// The items on step 23 behind all middleware of its own application, with the
// access log off. Every answer has more fields; the content is the same.
import { serve as wrap } from '../../../../steps/23-openapi/src/app.ts'
import { app } from './declared-items.ts'
import { serve } from './serve.ts'

process.env['ACCESS_LOG'] = 'off'
serve(wrap(app))
