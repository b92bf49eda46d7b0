// Servers whose handler class calls, or writes, something else.
import { lines, type WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'writes Date before Server',
    step: 'handler-class',
    file: 'src/wire/handler-class.ts',
    replace: lines(
      "    this.sendHeader('Server', this.serverVersion)",
      "    this.sendHeader('Date', new Date().toUTCString())",
    ),
    by: lines(
      "    this.sendHeader('Date', new Date().toUTCString())",
      "    this.sendHeader('Server', this.serverVersion)",
    ),
    caught: ['handler-class.1'],
  },
  {
    name: 'does not say what it is',
    step: 'handler-class',
    file: 'src/wire/handler-class.ts',
    replace: "readonly serverVersion: string = 'Barewire/0.7'",
    by: "readonly serverVersion: string = ''",
    caught: ['handler-class.2'],
  },
  {
    name: 'says the time as JavaScript does',
    step: 'handler-class',
    file: 'src/wire/handler-class.ts',
    replace: 'new Date().toUTCString()',
    by: 'new Date().toISOString()',
    caught: ['handler-class.3'],
  },
  {
    name: 'says when it started',
    step: 'handler-class',
    file: 'src/wire/handler-class.ts',
    replace: "'Date', new Date().toUTCString()",
    by: "'Date', new Date(0).toUTCString()",
    caught: ['handler-class.4'],
  },
  {
    name: 'sends a body in answer to HEAD',
    step: 'handler-class',
    file: 'src/app.ts',
    replace: 'this.#sendHead(await this.#content())',
    by: 'await this.do_GET()',
    caught: ['handler-class.5', 'handler-class.16'],
  },
  {
    name: 'says a length of 0 in answer to HEAD',
    step: 'handler-class',
    file: 'src/app.ts',
    replace: 'this.#sendHead(await this.#content())',
    by: lines('await this.#content()', "    this.#sendHead('')"),
    caught: ['handler-class.6'],
  },
  {
    name: 'does not know POST',
    step: 'handler-class',
    file: 'src/app.ts',
    replace: 'async do_POST()',
    by: 'async do_post()',
    caught: ['handler-class.7'],
  },
  {
    name: 'answers every method like GET',
    step: 'handler-class',
    file: 'src/wire/handler-class.ts',
    replace:
      "else this.sendError(501, `Unsupported method ('${this.command}')`)",
    by: "else await Reflect.get(this, 'do_GET').call(this)",
    caught: ['handler-class.8 to handler-class.15', 'handler-class.17'],
  },
]
