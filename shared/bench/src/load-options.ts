// What a load generator is told, and what it counts.

/** How long answers took, in milliseconds. */
export interface Latency {
  readonly median: number
  /** Of a hundred requests, one took longer. */
  readonly percentile99: number
}

/** What a load generator counted. */
export interface Counted {
  readonly requests: number
  readonly seconds: number
  /** Undefined where the load generator cannot tell. */
  readonly latency?: Latency
  /** Answers that did not come, or had another status than 2xx. */
  readonly errors: number
}

/** What a load is made of. */
export interface LoadOptions {
  /** A whole number. */
  readonly seconds: number
  readonly connections: number
}
