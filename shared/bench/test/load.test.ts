// What is sent, and how printed figures are read.
import { parseCounted } from '@barewire/bench/load-wrk'
import { scenarioOf, writeRequest } from '@barewire/bench/scenarios'
import { parseUsage } from '@barewire/bench/usage'
import { expect, test } from 'vitest'

test('a request is written with its fields and its body', () => {
  expect(writeRequest(scenarioOf('post'))).toBe(
    'POST /items HTTP/1.1\r\nHost: localhost\r\n' +
      'Content-Type: application/json\r\nContent-Length: 30\r\n\r\n' +
      '{"name":"Item 42","price":9.5}',
  )
  expect(writeRequest(scenarioOf('one-connection'))).toBe(
    'GET /items/42 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  )
})

test('there is no scenario of another name', () => {
  expect(() => scenarioOf('put')).toThrow('no scenario "put"')
})

test('what wrk counted is found among what it prints', () => {
  const printed = 'Running 1s test\ncounted {"requests": 7}\n'
  expect(parseCounted(printed)).toEqual({ requests: 7 })
  expect(() => parseCounted('unable to connect')).toThrow('unable to connect')
})

test('what a server used is read when its line is whole', () => {
  expect(parseUsage('usage 1500 20')).toBeUndefined()
  expect(parseUsage('Listening\nusage 1500 2048\n')).toEqual({
    microseconds: 1500,
    memory: 2048,
  })
})
