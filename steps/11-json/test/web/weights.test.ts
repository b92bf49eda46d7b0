// Lists with weights, as clients write them and as they should not.
import { describe, expect, it } from 'vitest'
import { parseWeights } from '#src/web/weights.ts'

describe('parseWeights', () => {
  it.each([
    [[], {}],
    [['', ' ,, '], {}],
    [['gzip;q=0.5, *;q=0'], { gzip: 0.5, '*': 0 }],
    [['gzip', 'br;q=1.000'], { gzip: 1, br: 1 }],
    [['GZip ;\tQ=0.25'], { gzip: 0.25 }],
    [['text/html;level=1;q=0.3;a=b'], { 'text/html': 0.3 }],
    [['text/html;seq=0'], { 'text/html': 1 }],
    [['*; q=.2'], { '*': 0.2 }],
    [['__proto__;q=0.5'], { ['__proto__']: 0.5 }],
  ])('reads %j as %j', (values, weights) => {
    expect(Object.fromEntries(parseWeights(values))).toEqual(weights)
  })

  it.each(['', 'x', '0.5.5', '"1"', '-1', '-0.001'])(
    'takes the weight %j for 0, because it is none',
    (weight) => {
      expect(parseWeights([`gzip;q=${weight}`]).get('gzip')).toBe(0)
    },
  )

  it.each(['1.001', '2', '1e3', 'Infinity'])(
    'lets nothing weigh more than 1, not even %j',
    (weight) => {
      const [gzip] = parseWeights([`gzip;q=${weight}`]).values()
      expect(gzip).toBeLessThanOrEqual(1)
    },
  )
})
