import { z } from 'zod';
import type { ProxySignInState } from '#shared/desktop/state.ts';
import type { ProxySignIns as SignInsOfProxies } from '../adapters/elektrad-client/way-out.ts';
import type { Log } from '../clusterd/ports.ts';
import type { Secrets } from '../clusterd/ports/secrets.ts';

type Store = Pick<Secrets, 'get' | 'set' | 'remove'>;

/** A name and its password. */
export type SignIn = z.output<typeof SignIn>;
const SignIn = z.strictObject({ user: z.string(), password: z.string() });
/** By the origin of the proxy. */
const Kept = z.record(z.string(), SignIn);

/** Names and passwords for proxies, which are kept among the secrets alone, and what the proxies make of them. */
export interface ProxySignIns extends SignInsOfProxies {
  /** Reads what is kept there, and keeps there what comes. Until then nothing is known. */
  keepIn(secrets: Store): void;
  /** Resolves when what is kept is known, or cannot be read. Never rejects. */
  ready(): Promise<void>;
  isReady(): boolean;
  find(proxy: string): SignIn | null;
  /** null: it is forgotten. On the disk when it resolves. @throws ElektraError STORAGE_FAILED */
  change(proxy: string, signIn: SignIn | null): Promise<void>;
  /** Other proxies are used: what the former ones wanted is of no interest until they are asked again. */
  forgetWants(): void;
  /** Proxies with a sign-in, and those that want one. */
  state(): readonly ProxySignInState[];
  onChange(listener: () => void): void;
}

const NAME = 'proxies';

export function createProxySignIns(log: Log): ProxySignIns {
  const listeners = new Set<() => void>();
  /** What they want, in lower case, since they refused what is known now. */
  const wanting = new Map<string, string>();
  let known: Readonly<Record<string, SignIn>> = {};
  let store: Store | null = null;
  let reading: Promise<void> | null = null;
  let last: Promise<unknown> = Promise.resolve();

  function changed(): void {
    for (const listener of listeners) listener();
  }

  async function read(secrets: Store): Promise<void> {
    try {
      known = Kept.parse(JSON.parse((await secrets.get(NAME)) ?? '{}'));
    } catch (error) {
      log.warn({ err: error }, 'The sign-ins of proxies could not be read; they are asked for again.');
    }
    reading = null;
    changed();
  }

  async function write(proxy: string, signIn: SignIn | null): Promise<void> {
    const { [proxy]: _before, ...others } = known;
    const next = signIn === null ? others : { ...others, [proxy]: signIn };
    if (Object.keys(next).length === 0) await store?.remove(NAME);
    else await store?.set(NAME, JSON.stringify(next));
    known = next;
    wanting.delete(proxy);
    changed();
  }

  const authorization = (proxy: string): string | null => {
    const signIn = known[proxy];
    return signIn === undefined ? null : basic(signIn);
  };

  return {
    authorization,
    answered(proxy, sent, wants) {
      // It speaks of a sign-in that is another one by now.
      if (sent !== authorization(proxy) || wanting.has(proxy) === (wants !== null)) return;
      if (wants === null) wanting.delete(proxy);
      else wanting.set(proxy, wants.toLowerCase());
      changed();
    },
    keepIn(secrets) {
      store = secrets;
      reading = read(secrets);
    },
    ready: async () => reading ?? undefined,
    isReady: () => reading === null,
    find: (proxy) => known[proxy] ?? null,
    async change(proxy, signIn) {
      const turn = last.then(() => write(proxy, signIn));
      last = turn.catch(() => undefined);
      await turn;
    },
    forgetWants() {
      wanting.clear();
      changed();
    },
    state: () =>
      [...new Set([...Object.keys(known), ...wanting.keys()])].map((url) => {
        const user = known[url]?.user ?? null;
        return { url, user, state: stateOf(user, wanting.get(url)) };
      }),
    onChange: (listener) => void listeners.add(listener),
  };
}

/** https://www.rfc-editor.org/rfc/rfc7617 */
function basic({ user, password }: SignIn): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

function stateOf(user: string | null, wants: string | undefined): ProxySignInState['state'] {
  if (wants === undefined) return 'known';
  if (wants !== '' && !/(?:^|[\s,])basic(?:$|[\s,])/.test(wants)) return 'unsupported';
  return user === null ? 'wanted' : 'refused';
}
