import type { CanonicalHost } from '#shared/model/host.ts';
import type { Opened } from './session.ts';

/** The sessions that probing has opened, so that testing a host ten times opens one there, and adding it takes that one over. */
export interface ProbedSessions {
  /**
   * Asks a host with its cookie. First requests with one unknown cookie must not meet: who asks alike (`as`) while an answer is awaited shares it, who
   * asks with other credentials or options waits for it first.
   */
  ask(host: CanonicalHost, as: string, question: (cookie: string) => Promise<Opened>): Promise<Opened>;
  /** The cookie of a host, which is no longer kept here then. */
  take(host: CanonicalHost): string | null;
}

interface Probed {
  cookie: string;
  asking: { readonly as: string; readonly answer: Promise<Opened> } | null;
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

  async function answerOf(entry: Probed, question: (cookie: string) => Promise<Opened>): Promise<Opened> {
    try {
      const opened = await question(entry.cookie);
      entry.cookie = opened.cookie ?? entry.cookie;
      return opened;
    } finally {
      entry.asking = null;
    }
  }

  return {
    async ask(host, as, question) {
      const entry = touch(host);
      while (entry.asking !== null && entry.asking.as !== as) await entry.asking.answer.catch(() => undefined);
      entry.asking ??= { as, answer: answerOf(entry, question) };
      return entry.asking.answer;
    },
    take(host) {
      const cookie = probed.get(host)?.cookie ?? null;
      probed.delete(host);
      return cookie;
    },
  };
}
