import { createHash, createHmac } from 'node:crypto';
import type { Digest } from '../ports.ts';

/** The real digests with a key that everyone knows. */
export function createFakeDigest(key = 'a key for tests'): Digest {
  return {
    keyed: (text) => createHmac('sha256', key).update(text).digest().subarray(0, 16).toString('base64url'),
    ofSecret: (secret) => createHash('sha256').update(secret).digest('base64url'),
  };
}
