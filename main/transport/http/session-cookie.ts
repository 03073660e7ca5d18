import { fastifyCookie } from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';

/** The cookie that keeps a browser signed in. Browsers share cookies over the ports of a host, so the port is in its name. */
export interface SessionCookie {
  /** The secret that a `Cookie` header carries, or null. */
  read(header: string): string | null;
  /** The `Set-Cookie` that keeps a secret until the browser closes or the session ends, or that clears it (null). */
  write(secret: string | null, secure: boolean): string;
}

/**
 * The library's functions work on a server that has its plugin. Without its hook a request pays for its cookies only
 * when somebody asks for them, so one with a token does not.
 */
export function allowCookies(app: FastifyInstance): void {
  app.register(fastifyCookie, { hook: false });
}

/** To be used when a server with {@link allowCookies} is ready. */
export function createSessionCookie(name: string, path: string): SessionCookie {
  return {
    read: (header) => fastifyCookie.parse(header)[name] || null,
    write(secret, secure) {
      const attributes = { path, httpOnly: true, sameSite: 'strict', secure } as const;
      if (secret === null) return fastifyCookie.serialize(name, '', { ...attributes, maxAge: 0 });
      return fastifyCookie.serialize(name, secret, attributes);
    },
  };
}
