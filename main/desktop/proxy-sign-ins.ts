import * as z from 'zod';
import type { ProxySignInState } from '#shared/desktop/state.ts';
import type { ProxySignIns as SignInsOfProxies } from '../adapters/elektrad-client/way-out.ts';
import type { Clock, Log } from '../clusterd/ports.ts';
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
/** What a proxy has refused is given to it no more often than this, whoever wants through: proxies lock accounts that are tried too often. */
const TRIED_AGAIN_MS = 10 * 60_000;

export function createProxySignIns(log: Log, clock: Pick<Clock, 'now'>): ProxySignIns {
  const listeners = new Set<() => void>();
  /** What they want, in lower case, since they refused what is known now. */
  const wanting = new Map<string, string>();
  /** When they were last given what they have refused. */
  const triedAt = new Map<string, number>();
  let known: Readonly<Record<string, SignIn>> = {};
  let store: Store | null = null;
  let isRead = false;
  let reading: Promise<void> | null = null;
  let last: Promise<unknown> = Promise.resolve();

  function changed(): void {
    for (const listener of listeners) listener();
  }

  /** What cannot be read now may be read later; what is none is replaced. */
  async function read(secrets: Store): Promise<void> {
    try {
      const text = (await secrets.get(NAME)) ?? '{}';
      isRead = true;
      known = Kept.parse(JSON.parse(text));
    } catch (error) {
      log.warn({ err: error }, 'The sign-ins of proxies could not be read; they are asked for again.');
    }
  }

  async function write(proxy: string, signIn: SignIn | null): Promise<void> {
    // Those of other proxies stay, also when the store did not answer at the start.
    if (store !== null && !isRead) await read(store);
    const { [proxy]: _before, ...others } = known;
    const next = signIn === null ? others : { ...others, [proxy]: signIn };
    if (Object.keys(next).length === 0) await store?.remove(NAME);
    else await store?.set(NAME, JSON.stringify(next));
    known = next;
    wanting.delete(proxy);
    triedAt.delete(proxy);
    changed();
  }

  function headerFor(proxy: string): string | null {
    const signIn = known[proxy];
    return signIn === undefined ? null : basic(signIn);
  }

  function mayTry(proxy: string): boolean {
    if (!wanting.has(proxy)) return true;
    const now = clock.now();
    const since = now - (triedAt.get(proxy) ?? 0);
    // A clock that was put back holds nobody up.
    if (since >= 0 && since < TRIED_AGAIN_MS) return false;
    triedAt.set(proxy, now);
    return true;
  }

  return {
    authorization(proxy) {
      const header = headerFor(proxy);
      return header !== null && mayTry(proxy) ? header : null;
    },
    answered(proxy, sent, wants) {
      // It speaks of a sign-in that is another one by now, or was held back.
      if (sent !== headerFor(proxy)) return;
      const [before, now] = [wanting.get(proxy), wants?.toLowerCase()];
      if (now !== undefined && sent !== null) triedAt.set(proxy, clock.now());
      if (before === now) return;
      if (now === undefined) wanting.delete(proxy);
      else wanting.set(proxy, now);
      changed();
    },
    keepIn(secrets) {
      store = secrets;
      reading = read(secrets).finally(() => {
        reading = null;
        changed();
      });
    },
    ready: async () => reading ?? undefined,
    isReady: () => reading === null,
    find: (proxy) => known[proxy] ?? null,
    async change(proxy, signIn) {
      const turn = last.then(() => reading).then(() => write(proxy, signIn));
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
