// The greeting on step 07, as a class and without its log.
import {
  handlerOf,
  RequestHandler,
} from '../../../../steps/07-handler-class/src/wire/handler-class.ts'
import { createServer } from '../../../../steps/07-handler-class/src/wire/server.ts'
import { GREETING, JSON_TYPE } from '../contract.ts'
import { serve } from './serve.ts'

class Items extends RequestHandler {
  do_GET(): void {
    const content = JSON.stringify(GREETING)
    this.sendResponse(200)
    this.sendHeader('Content-Type', JSON_TYPE)
    this.sendHeader('Content-Length', Buffer.byteLength(content))
    this.endHeaders()
    this.write(content)
  }

  override logMessage(): void {}
}

serve(createServer(handlerOf(Items)))
