/** What Chromium says of who asks for a sign-in. https://www.electronjs.org/docs/latest/api/client-request#event-login */
export interface Asking {
  readonly isProxy: boolean;
  readonly host: string;
  readonly port: number;
}

interface SignIn {
  readonly user: string;
  readonly password: string;
}

/** Nothing given is the end of the request. Chromium asks again when a proxy refuses what was given, and proxies lock accounts that are tried too often. */
const TRIES = 2;
/** Within so long, in milliseconds. */
const COUNTED_MS = 10 * 60_000;

interface Given {
  readonly signIn: SignIn;
  readonly tries: number;
  readonly at: number;
}

/** Answers the sign-ins of proxies on the way of the updates. `find`: what is known of a proxy, by its origin. */
export function createProxyLogin(find: (origin: string) => SignIn | null, now: () => number) {
  const given = new Map<string, Given>();

  function take(origin: string): SignIn | null {
    const signIn = find(origin);
    if (signIn === null) return null;
    const before = given.get(origin);
    const isAgain = before?.signIn === signIn && Math.abs(now() - before.at) < COUNTED_MS;
    const tries = isAgain ? before.tries : 0;
    if (tries >= TRIES) return null;
    given.set(origin, { signIn, tries: tries + 1, at: now() });
    return signIn;
  }

  return {
    answer({ isProxy, host, port }: Asking, answer: (user: string, password: string) => void): void {
      const signIn = isProxy ? (take(originOf('http', host, port)) ?? take(originOf('https', host, port))) : null;
      answer(signIn?.user ?? '', signIn?.password ?? '');
    },
    /** Whether Chromium, which remembers what it was given, was given what is another or forgotten by now. Told once. */
    takeOutdated(): boolean {
      const outdated = [...given].filter(([origin, { signIn }]) => find(origin) !== signIn);
      for (const [origin] of outdated) given.delete(origin);
      return outdated.length > 0;
    },
  };
}

function originOf(scheme: string, host: string, port: number): string {
  return new URL(`${scheme}://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`).origin;
}
