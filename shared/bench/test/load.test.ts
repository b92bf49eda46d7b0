// What is sent, and how printed figures are read.
import { parseCounted } from '@barewire/bench/load-wrk'
import { scenarioOf, writeRequest } from '@barewire/bench/scenarios'
import { expect, test } from 'vitest'

test('a request is written with its fields and its body', () => {
  expect(writeRequest(scenarioOf('post'))).toBe(
    'POST /items HTTP/1.1\r\nHost: localhost\r\n' +
      'Content-Type: application/json\r\nContent-Length: 30\r\n\r\n' +
      '{"name":"Item 42","price":9.5}',
  )
  expect(writeRequest(scenarioOf('one-connection'))).toBe(
    'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  )
})

test('an empty body has a length', () => {
  const requests = { ...scenarioOf('post'), body: '' }
  expect(writeRequest(requests)).toMatch(/\r\nContent-Length: 0\r\n\r\n$/)
})

test('there is no scenario of another name', () => {
  expect(() => scenarioOf('put')).toThrow('no scenario "put"')
})

test('what wrk counted is found among what it prints', () => {
  const printed = 'Running 1s test\ncounted {"requests": 7}\n'
  expect(parseCounted(printed)).toEqual({ requests: 7 })
  expect(() => parseCounted('unable to connect')).toThrow('unable to connect')
})
