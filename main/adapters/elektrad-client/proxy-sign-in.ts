import type { ProxySignIns } from './way-out.ts';

/** How we sign in to one proxy. */
export interface SignIn {
  /** What goes with a request now, to be given to `answered` with what comes of it. */
  sent(): string | null;
  headers(): readonly string[];
  /** `wants`: its `Proxy-Authenticate`; null: it lets us through. */
  answered(sent: string | null, wants: string | null): void;
}

export const NO_SIGN_IN: SignIn = { sent: () => null, headers: () => [], answered: () => undefined };

/** Without `signIns` we sign in nowhere. */
export function signInAt(proxy: string, signIns: ProxySignIns | undefined): SignIn {
  if (signIns === undefined) return NO_SIGN_IN;
  const sent = () => signIns.authorization(proxy);
  return {
    sent,
    headers() {
      const value = sent();
      return value === null ? [] : ['proxy-authorization', value];
    },
    answered: (given, wants) => signIns.answered(proxy, given, wants),
  };
}
