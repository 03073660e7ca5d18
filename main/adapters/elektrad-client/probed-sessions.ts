import type { CanonicalHost } from '#shared/model/host.ts';
import type { Opened } from './session.ts';

/** The sessions that probing has opened, so that testing a host ten times opens one there, and adding it takes that one over. */
export interface ProbedSessions {
  /** Asks a host with its cookie. Who asks while an answer is awaited shares it: first requests with one unknown cookie must not meet. */
  ask(host: CanonicalHost, question: (cookie: string) => Promise<Opened>): Promise<Opened>;
  /** The cookie of a host, which is no longer kept here then. */
  take(host: CanonicalHost): string | null;
}

interface Probed {
  cookie: string;
  asking: Promise<Opened> | null;
}

/** Remembers the `limit` hosts that were asked last. */
export function createProbedSessions(limit: number, newCookie: () => string): ProbedSessions {
  const probed = new Map<CanonicalHost, Probed>();

  function touch(host: CanonicalHost): Probed {
    const entry = probed.get(host) ?? { cookie: newCookie(), asking: null };
    probed.delete(host);
    probed.set(host, entry);
    const [oldest] = probed.keys();
    if (probed.size > limit && oldest !== undefined) probed.delete(oldest);
    return entry;
  }

  return {
    ask(host, question) {
      const entry = touch(host);
      entry.asking ??= question(entry.cookie)
        .then((opened) => {
          entry.cookie = opened.cookie ?? entry.cookie;
          return opened;
        })
        .finally(() => {
          entry.asking = null;
        });
      return entry.asking;
    },
    take(host) {
      const cookie = probed.get(host)?.cookie ?? null;
      probed.delete(host);
      return cookie;
    },
  };
}
