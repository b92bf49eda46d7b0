// For Node's --import: gives a program that a command starts what start.mjs
// gives the command. Its name follows a question mark.
import { listenForErrors } from './output.mjs'

listenForErrors(new URL(import.meta.url).search.slice(1), ['started'])
