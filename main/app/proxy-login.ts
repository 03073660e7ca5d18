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

/** Answers the sign-ins of proxies on the way of the updates. `find`: what is known of a proxy, by its origin. */
export function createProxyLogin(find: (origin: string) => SignIn | null) {
  const given = new WeakMap<SignIn, number>();
  return ({ isProxy, host, port }: Asking, answer: (user: string, password: string) => void): void => {
    const signIn = isProxy ? (find(originOf('http', host, port)) ?? find(originOf('https', host, port))) : null;
    const tries = signIn === null ? TRIES : (given.get(signIn) ?? 0);
    if (signIn === null || tries >= TRIES) return answer('', '');
    given.set(signIn, tries + 1);
    answer(signIn.user, signIn.password);
  };
}

function originOf(scheme: string, host: string, port: number): string {
  return new URL(`${scheme}://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`).origin;
}
