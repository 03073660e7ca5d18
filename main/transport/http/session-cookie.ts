/** The cookie that keeps a browser signed in. Browsers share cookies over the ports of a host, so the port is in its name. */
export interface SessionCookie {
  /** The secret that a `Cookie` header carries, or null. */
  read(header: string): string | null;
  /** The `Set-Cookie` that keeps a secret until the browser closes or the session ends, or that clears it (null). */
  write(secret: string | null, secure: boolean): string;
}

/** Characters of a cookie's value (RFC 6265, 4.1.1) that need no quoting. */
const VALUE = /^[A-Za-z0-9_.~-]+$/;

export function createSessionCookie(name: string, path: string): SessionCookie {
  const prefix = `${name}=`;
  return {
    read(header) {
      for (const pair of header.split(';')) {
        const text = pair.trimStart();
        if (text.startsWith(prefix)) return text.slice(prefix.length).trimEnd() || null;
      }
      return null;
    },
    write(secret, secure) {
      if (secret !== null && !VALUE.test(secret)) throw new Error('A session secret has characters no cookie carries.');
      const attributes = `Path=${path}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
      return secret === null ? `${prefix}; ${attributes}; Max-Age=0` : `${prefix}${secret}; ${attributes}`;
    },
  };
}
