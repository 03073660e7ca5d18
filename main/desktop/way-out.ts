import type { SecureContext } from 'node:tls';
import type { DesktopPreferences } from '#shared/desktop/preferences.ts';
import type { Way, WayOut } from '../adapters/elektrad-client/way-out.ts';
import { isLoopback } from '../loopback.ts';
import type { Clock, Log } from '../clusterd/ports.ts';
import type { Preferences } from './preferences/preferences.ts';
import { readAuthorities, trusting } from './trust.ts';

/** The proxy and the authorities of the preferences, for whatever this application reaches. */
export interface PreferredWayOut extends WayOut {
  /** URL; null: directly. */
  proxyFor(url: string): Promise<string | null>;
  /** PEM text of the further authorities. */
  authorities(): string | null;
  /** Why the file of authorities is not used, in a sentence; it was right when it was chosen. */
  problem(): string | null;
}

interface WayOutOptions {
  readonly preferences: Pick<Preferences, 'current' | 'onChange'>;
  /** The proxy that the system uses for an address, as an URL; null: none. */
  readonly systemProxyFor: (url: string) => Promise<string | null>;
  readonly clock: Clock;
  readonly log: Log;
}

interface Found {
  readonly proxy: string | null;
  readonly at: number;
}

/** So long what the system has said counts before it is asked again; it tells nobody when it is changed. */
const KEPT_MS = 5 * 60_000;
/** A script that decides (PAC) may have to be fetched; who does not say is not waited for. */
const PATIENCE_MS = 5_000;

/** Follows the preferences while the program runs. */
export async function openWayOut(options: WayOutOptions): Promise<PreferredWayOut> {
  const { preferences, clock, log } = options;
  const bySystem = new Map<string, Found>();
  const asking = new Map<string, Promise<void>>();
  let authorities: Authorities = { pem: null, trusting: null, problem: null };

  async function read({ caFile }: DesktopPreferences): Promise<void> {
    const now = await authoritiesIn(caFile);
    // Another one may have been chosen meanwhile.
    if (preferences.current().caFile !== caFile) return;
    authorities = now;
    if (now.problem !== null) log.warn({ caFile }, now.problem);
  }

  function proxyOf(host: string): string | null | undefined {
    const { proxy } = preferences.current();
    if (proxy.kind === 'none' || isHere(host)) return null;
    if (proxy.kind === 'address') return proxy.url;
    const found = bySystem.get(host);
    if (found !== undefined && clock.now() - found.at >= KEPT_MS) void askSystem(host);
    return found?.proxy;
  }

  /** Asks once for all who want to know. */
  function askSystem(host: string): Promise<void> {
    const asked =
      asking.get(host) ??
      answerOf(host)
        .then((proxy) => void bySystem.set(host, { proxy, at: clock.now() }))
        .finally(() => asking.delete(host));
    asking.set(host, asked);
    return asked;
  }

  function answerOf(host: string): Promise<string | null> {
    return new Promise((resolve) => {
      const goDirectly = (reason: unknown): void => {
        log.warn({ host, reason }, 'The system does not say which proxy leads there; it is reached directly.');
        resolve(null);
      };
      const stop = clock.after(PATIENCE_MS, () => goDirectly('no answer in time'));
      options.systemProxyFor(host).then(resolve, goDirectly).finally(stop);
    });
  }

  function known(host: string): Way | null {
    const proxy = proxyOf(host);
    return proxy === undefined ? null : { proxy, trusting: authorities.trusting };
  }

  async function find(host: string): Promise<Way> {
    if (proxyOf(host) === undefined) await askSystem(host);
    return { proxy: proxyOf(host) ?? null, trusting: authorities.trusting };
  }

  await read(preferences.current());
  preferences.onChange((now, before) => {
    if (now.proxy !== before.proxy) bySystem.clear();
    if (now.caFile !== before.caFile) void read(now);
  });
  return {
    known,
    find,
    proxyFor: async (url) => (await find(url)).proxy,
    authorities: () => authorities.pem,
    problem: () => authorities.problem,
  };
}

interface Authorities {
  readonly pem: string | null;
  readonly trusting: SecureContext | null;
  readonly problem: string | null;
}

async function authoritiesIn(file: string | null): Promise<Authorities> {
  if (file === null) return { pem: null, trusting: null, problem: null };
  const read = await readAuthorities(file);
  if (!read.ok) return { pem: null, trusting: null, problem: `${read.reason} Its authorities are not trusted.` };
  return { pem: read.certificates.join('\n'), trusting: trusting(read.certificates), problem: null };
}

/** No proxy leads back to this machine. */
function isHere(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
  return isLoopback(host) || host.endsWith('.localhost');
}
