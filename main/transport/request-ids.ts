import { randomBytes } from 'node:crypto';

/** Ids for the requests of one transport: a random start, so that two processes do not share any, and a count. */
export function createRequestIds(): () => string {
  const start = randomBytes(6).toString('base64url');
  let count = 0;
  return () => `${start}-${(count += 1).toString(36)}`;
}
