import type { Credentials } from '#shared/model/credentials.ts';

/** The value of the `Authorization` header; null: there is none. Basic as RFC 7617 with UTF-8, bearer as RFC 6750. */
export function authorizationOf(credentials: Credentials): string | null {
  switch (credentials.kind) {
    case 'none':
      return null;
    case 'basic':
      return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`, 'utf8').toString('base64')}`;
    case 'bearer':
      return `Bearer ${credentials.token}`;
  }
}

/** The headers that carry the credentials, names and values in turn, read when they are first needed and then kept. A failed reading is tried again. */
export function createAuthorization(read: () => Promise<Credentials>): () => Promise<readonly string[]> {
  let kept: Promise<readonly string[]> | null = null;
  return () => {
    kept ??= read().then(
      (credentials) => {
        const value = authorizationOf(credentials);
        return value === null ? [] : ['authorization', value];
      },
      (error: unknown) => {
        kept = null;
        throw error;
      },
    );
    return kept;
  };
}
