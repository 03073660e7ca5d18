import { createHash, timingSafeEqual } from 'node:crypto';

/** Says whether an `Authorization` header carries the token, as cheaply as it can safely be said. */
export function createTokenCheck(token: string): (authorization: string | undefined) => boolean {
  const wanted = digest(token);
  return (authorization = '') => timingSafeEqual(digest(authorization.slice('Bearer '.length)), wanted);
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
