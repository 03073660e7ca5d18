import type { SecureContext } from 'node:tls';
import type { DesktopPreferences } from '#shared/desktop/preferences.ts';
import { isHttp } from '../adapters/elektrad-client/dial.ts';
import type { Way, WayOut } from '../adapters/elektrad-client/way-out.ts';
import { isLoopback } from '../loopback.ts';
import { systemAuthorities } from '../platform/system-authorities.ts';
import type { Clock, Log } from '../clusterd/ports.ts';
import type { Preferences } from './preferences/preferences.ts';
import { createProxySignIns, type ProxySignIns } from './proxy-sign-ins.ts';
import { readAuthorities, trusting } from './trust.ts';

/** The proxy and the authorities of the preferences, for whatever this application reaches. */
export interface PreferredWayOut extends WayOut {
  /** URL; null: directly. */
  proxyFor(url: string): Promise<string | null>;
  /** At the proxies. */
  readonly signIns: ProxySignIns;
  /** Why the file of authorities or a proxy of the system is not used, in sentences. */
  problem(): string | null;
  /** There is another problem, or none any more. */
  onChange(listener: () => void): void;
}

interface WayOutOptions {
  readonly preferences: Pick<Preferences, 'current' | 'onChange'>;
  /** The proxy that the system uses for an address, as an URL of whatever kind; null: none. */
  readonly systemProxyFor: (url: string) => Promise<string | null>;
  /** What the system trusts, in PEM texts. */
  readonly systemAuthorities?: () => Promise<readonly string[]>;
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
  const listeners = new Set<() => void>();
  const signIns = createProxySignIns(log, clock);
  const ofSystem = once(options.systemAuthorities ?? systemAuthorities);
  let own = NO_AUTHORITIES;
  let trust: Trust | null = null;
  let gathering: Promise<void> | null = null;

  async function read({ caFile }: DesktopPreferences): Promise<void> {
    const now = await authoritiesIn(caFile);
    // Another one may have been chosen meanwhile.
    if (preferences.current().caFile !== caFile) return;
    own = now;
    trust = null;
    gathering = null;
    if (now.problem !== null) log.warn({ caFile }, now.problem);
    changed();
  }

  /** Reads what the system trusts when the first host wants a certificate judged: it takes some ten milliseconds that a start does not have. */
  function gather(): Promise<void> {
    const texts = own.certificates;
    gathering ??= ofSystem()
      .catch((error: unknown) => {
        log.warn(
          { err: error },
          'What the system trusts could not be read. Its authorities are not trusted until the next start.',
        );
        return [];
      })
      .then((system) => {
        if (own.certificates === texts) trust = { trusting: trusting([...texts, ...system]) };
      });
    return gathering;
  }

  function changed(): void {
    for (const listener of listeners) listener();
  }

  /** The first proxy of the system that is none for HTTP. */
  function unusable(): string | null {
    if (preferences.current().proxy.kind !== 'system') return null;
    const proxies = [...bySystem.values()].map(({ proxy }) => proxy);
    return proxies.find((proxy) => proxy !== null && !isHttp(new URL(proxy))) ?? null;
  }

  function keep(host: string, proxy: string | null): void {
    const before = unusable();
    bySystem.set(host, { proxy, at: clock.now() });
    const now = unusable();
    if (now === before) return;
    if (now !== null)
      log.warn({ host, proxy: now }, 'The system names a proxy that cannot be used; nothing is reached through it.');
    changed();
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
        .then((proxy) => keep(host, proxy))
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
    if (proxy === undefined || (proxy !== null && !signIns.isReady())) return null;
    if (!isJudged(host, proxy)) return { proxy, trusting: null, signIns };
    return trust === null ? null : { proxy, ...trust, signIns };
  }

  async function find(host: string): Promise<Way> {
    if (proxyOf(host) === undefined) await askSystem(host);
    const proxy = proxyOf(host) ?? null;
    if (proxy !== null) await signIns.ready();
    // Authorities that are chosen meanwhile count as well.
    while (isJudged(host, proxy) && trust === null) await gather();
    return { proxy, trusting: null, ...(isJudged(host, proxy) ? trust : null), signIns };
  }

  await read(preferences.current());
  preferences.onChange((now, before) => {
    if (now.proxy !== before.proxy) {
      bySystem.clear();
      signIns.forgetWants();
    }
    if (now.caFile !== before.caFile) void read(now);
  });
  return {
    known,
    find,
    proxyFor: async (url) => (await find(url)).proxy,
    signIns,
    problem: () => sentences([own.problem, unusableSentence(unusable())]),
    onChange: (listener) => void listeners.add(listener),
  };
}

interface Trust {
  readonly trusting: SecureContext | null;
}

interface Authorities {
  /** PEM. */
  readonly certificates: readonly string[];
  readonly problem: string | null;
}

const NO_AUTHORITIES: Authorities = { certificates: [], problem: null };

async function authoritiesIn(file: string | null): Promise<Authorities> {
  if (file === null) return NO_AUTHORITIES;
  const read = await readAuthorities(file);
  if (read.ok) return { certificates: read.certificates, problem: null };
  return { certificates: [], problem: `${read.reason} Its authorities are not trusted.` };
}

function unusableSentence(proxy: string | null): string | null {
  if (proxy === null) return null;
  return `The system names the proxy ${proxy}. Only proxies for HTTP can be used, so what lies behind it is not reached. Choose another proxy, or none.`;
}

function sentences(all: readonly (string | null)[]): string | null {
  return all.filter((each) => each !== null).join(' ') || null;
}

/** Whether a certificate is shown on the way, by the host or by its proxy. */
function isJudged(host: string, proxy: string | null): boolean {
  return host.startsWith('https:') || proxy?.startsWith('https:') === true;
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | null = null;
  return () => (asked ??= ask());
}

/** No proxy leads back to this machine. */
function isHere(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
  return isLoopback(host) || host.endsWith('.localhost');
}
