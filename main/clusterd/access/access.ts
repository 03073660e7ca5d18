import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Caller } from '#shared/contract/operation.ts';
import type { Role } from '#shared/contract/roles.ts';
import type { Ports } from '../ports.ts';
import type { SessionEntry, TokenEntry } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';

/** How long a sign-in link may be opened. */
export const CODE_LIFETIME_MS = 15 * 60_000;
/** How long a browser stays signed in. */
export const SESSION_LIFETIME_MS = 30 * 24 * 3_600_000;
/** How many one-time codes may wait to be used; the oldest go first. */
const WAITING_CODES = 100;

/** A secret as it came with a request. */
export interface Credential {
  readonly kind: 'bearer' | 'cookie';
  readonly secret: string;
}

export interface Session {
  readonly secret: string;
  readonly entry: SessionEntry;
}

/** Who gets in: tokens, the sessions made from them, and one-time codes. Secrets are stored as digests only. */
export interface Access {
  /** Who a credential belongs to, or null when it is unknown, expired or revoked. */
  authenticate(credential: Credential): Caller | null;
  /** Tells whenever a token or a session is gone, until what it returns is called. */
  onRevoked(listener: () => void): () => void;
  /** @throws ElektraError UNAUTHENTICATED */
  signInWithToken(token: string): Promise<Session>;
  /** A code works once. @throws ElektraError UNAUTHENTICATED */
  signInWithCode(code: string): Promise<Session>;
  signOut(callerId: string): Promise<void>;
  sessionOf(callerId: string): SessionEntry | undefined;
  createCode(): Promise<{ readonly code: string; readonly expiresAt: number }>;
  createToken(
    name: string,
    role: Role,
    expiresAt: number | null,
  ): Promise<{ readonly entry: TokenEntry; readonly token: string }>;
  /** @throws ElektraError TOKEN_NOT_FOUND */
  revokeToken(id: string): Promise<void>;
  tokens(): readonly TokenEntry[];
  /** A token of an administrator that lives as long as this process; for the programs of the same user on this machine. */
  readonly localToken: string;
}

const SESSION = 'session/';
const TOKEN = 'token/';

/** `owner`: what history shows for a person who came by a link, for example `ada@workstation`. */
export function createAccess(
  registry: Registry,
  ports: Pick<Ports, 'clock' | 'random' | 'digest'>,
  owner: string,
): Access {
  const { clock, random, digest } = ports;
  const tokensByDigest = new Map<string, TokenEntry>();
  registry.tokens.watch((before, after) => {
    if (before !== undefined) tokensByDigest.delete(before.digest);
    if (after !== undefined) tokensByDigest.set(after.digest, after);
  });
  const listeners = new Set<() => void>();
  const tellOfRemoval = (_before: unknown, after: unknown): void => {
    if (after === undefined) listeners.forEach((listener) => listener());
  };
  registry.tokens.watch(tellOfRemoval);
  registry.sessions.watch(tellOfRemoval);
  const localToken = random.secret();
  const localDigest = digest.ofSecret(localToken);

  function valid<T extends { readonly expiresAt: number | null }>(entry: T | undefined): T | undefined {
    if (entry === undefined) return undefined;
    return entry.expiresAt === null || entry.expiresAt > clock.now() ? entry : undefined;
  }

  function validSession(key: string): SessionEntry | undefined {
    const entry = valid(registry.sessions.get(key));
    if (entry === undefined || entry.tokenId === null) return entry;
    return valid(registry.tokens.get(entry.tokenId)) === undefined ? undefined : entry;
  }

  async function openSession(name: string, role: Role, tokenId: string | null): Promise<Session> {
    for (const [key] of registry.sessions.all) if (validSession(key) === undefined) await registry.sessions.remove(key);
    const secret = random.secret();
    const entry = { name, role, tokenId, createdAt: clock.now(), expiresAt: clock.now() + SESSION_LIFETIME_MS };
    await registry.sessions.put(digest.ofSecret(secret), entry);
    return { secret, entry };
  }

  return {
    localToken,
    authenticate({ kind, secret }) {
      const key = digest.ofSecret(secret);
      if (kind === 'cookie') {
        const session = validSession(key);
        return session === undefined ? null : { id: SESSION + key, name: session.name, role: session.role };
      }
      if (key === localDigest) return { id: 'local', name: owner, role: 'admin' };
      const token = valid(tokensByDigest.get(key));
      return token === undefined ? null : { id: TOKEN + token.id, name: token.name, role: token.role };
    },
    onRevoked(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    signInWithToken: (secret) =>
      registry.turn(async () => {
        const key = digest.ofSecret(secret);
        if (key === localDigest) return openSession(owner, 'admin', null);
        const token = valid(tokensByDigest.get(key));
        if (token === undefined) {
          throw new ElektraError('UNAUTHENTICATED', 'This token is not valid: it is unknown, expired or revoked.');
        }
        return openSession(token.name, token.role, token.id);
      }),
    signInWithCode: (code) =>
      registry.turn(async () => {
        const key = digest.ofSecret(code);
        const entry = valid(registry.codes.get(key));
        await registry.codes.remove(key);
        if (entry === undefined) {
          throw new ElektraError(
            'UNAUTHENTICATED',
            'This sign-in link was used already or has expired. Make a new one with: elektra-web sign-in',
          );
        }
        return openSession(owner, 'admin', null);
      }),
    signOut: (callerId) =>
      registry.turn(async () => {
        if (callerId.startsWith(SESSION)) await registry.sessions.remove(callerId.slice(SESSION.length));
      }),
    sessionOf: (callerId) =>
      callerId.startsWith(SESSION) ? registry.sessions.get(callerId.slice(SESSION.length)) : undefined,
    createCode: () =>
      registry.turn(async () => {
        const waiting = [...registry.codes.all].sort(([, a], [, b]) => a.expiresAt - b.expiresAt);
        const expired = waiting.filter(
          ([, entry], index) => valid(entry) === undefined || waiting.length - index >= WAITING_CODES,
        );
        for (const [key] of expired) await registry.codes.remove(key);
        const code = random.secret();
        const expiresAt = clock.now() + CODE_LIFETIME_MS;
        await registry.codes.put(digest.ofSecret(code), { expiresAt });
        return { code, expiresAt };
      }),
    createToken: (name, role, expiresAt) =>
      registry.turn(async () => {
        const token = random.secret();
        const entry = {
          id: random.id(),
          name,
          role,
          digest: digest.ofSecret(token),
          createdAt: clock.now(),
          expiresAt,
        };
        await registry.tokens.put(entry.id, entry);
        return { entry, token };
      }),
    revokeToken: (id) =>
      registry.turn(async () => {
        if (registry.tokens.get(id) === undefined)
          throw new ElektraError('TOKEN_NOT_FOUND', undefined, { data: { id } });
        await registry.tokens.remove(id);
        for (const [key, session] of registry.sessions.all) {
          if (session.tokenId === id) await registry.sessions.remove(key);
        }
      }),
    tokens: () => [...registry.tokens.all.values()].filter((entry) => valid(entry) !== undefined),
  };
}
