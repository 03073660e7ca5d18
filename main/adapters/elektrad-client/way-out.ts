import type { SecureContext } from 'node:tls';
import type { Elektrad } from '../../clusterd/ports.ts';

/** The sign-ins of proxies, which are named by their origin. */
export interface ProxySignIns {
  /** What goes with each request to it, as `Proxy-Authorization`; null: nothing, because none is known or it was refused a short while ago. */
  authorization(proxy: string): string | null;
  /** It has answered what was `sent` with: `wants` is its `Proxy-Authenticate` when it wants a sign-in (407); null: it lets us through. */
  answered(proxy: string, sent: string | null, wants: string | null): void;
}

/** How a host is reached that says nothing of it itself. */
export interface Way {
  /** URL of the HTTP proxy. Through one of another kind nothing is reached. */
  readonly proxy: string | null;
  /** Who is trusted instead of the authorities that Node brings alone. */
  readonly trusting: SecureContext | null;
  /** Also for a proxy that the instance has for itself. */
  readonly signIns?: ProxySignIns;
}

/** Finds the way to hosts; another one as time goes by. */
export interface WayOut {
  /** null: it has to be found first. */
  known(host: string): Way | null;
  /** Afterwards it is known. Never rejects. */
  find(host: string): Promise<Way>;
}

export const STRAIGHT_AHEAD: Way = { proxy: null, trusting: null };

/** Everybody is reached directly. */
export const STRAIGHT_OUT: WayOut = { known: () => STRAIGHT_AHEAD, find: async () => STRAIGHT_AHEAD };

/** The same elektrad for those who may ask before the way to it is known. */
export function whenFound(found: () => Promise<Elektrad>): Elektrad {
  return {
    version: async (signal) => (await found()).version(signal),
    alive: async (signal) => (await found()).alive(signal),
    read: async (name, levels, signal) => (await found()).read(name, levels, signal),
    readMany: async (names, signal) => (await found()).readMany(names, signal),
    readFound: async (names, signal) => (await found()).readFound(names, signal),
    find: async (pattern, signal) => (await found()).find(pattern, signal),
    turn: async (work, signal) => (await found()).turn(work, signal),
  };
}
