import { createHmac, randomBytes } from 'node:crypto';

/** Makes the version of a value: a keyed hash. */
export function createVersions(): (value: string) => string {
  const key = randomBytes(32);
  return (value) => createHmac('sha256', key).update(value).digest('base64url').slice(0, 22);
}
