// Servers whose handler class calls, or writes, something else.
import { lines, type WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'writes Date before Server',
    step: 7,
    file: 'src/wire/handler-class.ts',
    replace: lines(
      "    this.sendHeader('Server', this.serverVersion)",
      "    this.sendHeader('Date', new Date().toUTCString())",
    ),
    by: lines(
      "    this.sendHeader('Date', new Date().toUTCString())",
      "    this.sendHeader('Server', this.serverVersion)",
    ),
    caught: ['07.1'],
  },
  {
    name: 'does not say what it is',
    step: 7,
    file: 'src/wire/handler-class.ts',
    replace: "readonly serverVersion: string = 'Barewire/0.7'",
    by: "readonly serverVersion: string = ''",
    caught: ['07.2'],
  },
  {
    name: 'says the time as JavaScript does',
    step: 7,
    file: 'src/wire/handler-class.ts',
    replace: 'new Date().toUTCString()',
    by: 'new Date().toISOString()',
    caught: ['07.3'],
  },
  {
    name: 'says when it started',
    step: 7,
    file: 'src/wire/handler-class.ts',
    replace: "'Date', new Date().toUTCString()",
    by: "'Date', new Date(0).toUTCString()",
    caught: ['07.4'],
  },
  {
    name: 'sends a body in answer to HEAD',
    step: 7,
    file: 'src/app.ts',
    replace: 'this.#sendHead(await this.#content())',
    by: 'await this.do_GET()',
    caught: ['07.5', '07.16'],
  },
  {
    name: 'says a length of 0 in answer to HEAD',
    step: 7,
    file: 'src/app.ts',
    replace: 'this.#sendHead(await this.#content())',
    by: lines('await this.#content()', "    this.#sendHead('')"),
    caught: ['07.6'],
  },
  {
    name: 'does not know POST',
    step: 7,
    file: 'src/app.ts',
    replace: 'async do_POST()',
    by: 'async do_post()',
    caught: ['07.7'],
  },
  {
    name: 'answers every method like GET',
    step: 7,
    file: 'src/wire/handler-class.ts',
    replace:
      "else this.sendError(501, `Unsupported method ('${this.command}')`)",
    by: "else await Reflect.get(this, 'do_GET').call(this)",
    caught: ['07.8 to 07.15', '07.17'],
  },
]
