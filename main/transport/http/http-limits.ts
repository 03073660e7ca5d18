/** What a client may use up. Times in milliseconds, sizes in bytes. */
export interface HttpLimits {
  readonly body: number;
  /** Request line and headers together; key names travel in the one, versions of keys in the others. */
  readonly headers: number;
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
  /** Sockets open at one time; further ones are closed at once. */
  readonly connections: number;
  /** Streams of events open at one time; further ones are refused. */
  readonly streams: number;
  /** So often a stream of events tells that it lives; proxies close what is silent for a minute. */
  readonly heartbeat: number;
  /** How long running requests may go on when the server closes; two servers of one process have to be done within 5 s. */
  readonly closing: number;
}

export const HTTP_LIMITS: HttpLimits = {
  body: 2 * 1024 * 1024,
  headers: 128 * 1024,
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 65_000,
  connections: 4096,
  streams: 1024,
  heartbeat: 15_000,
  closing: 2000,
};
