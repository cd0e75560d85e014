/** How much a client may take of the server, and for how long. Times in milliseconds. */
export interface HttpLimits {
  /** Of a request's body. */
  readonly bytes: number;
  /** Connections at once; further ones are closed as they come. */
  readonly connections: number;
  /** From its first byte until a request's headers are here, and until all of it is. */
  readonly headersMs: number;
  readonly requestMs: number;
  /** How often requests are looked at for that. */
  readonly checkMs: number;
  /** A connection on which nothing moves, such as that of a client that does not read its answer. Streams say something each 15 s. */
  readonly idleMs: number;
  /** For calls under way when the server ends. */
  readonly goodbyeMs: number;
}

/** What a server has; only tests have others. */
export const HTTP_LIMITS: HttpLimits = {
  bytes: 1024 * 1024,
  connections: 512,
  headersMs: 10_000,
  requestMs: 30_000,
  checkMs: 1_000,
  idleMs: 120_000,
  goodbyeMs: 5_000,
};
