import type { ProxyConfig } from 'electron';
import type { ProxyPreference } from '#shared/desktop/preferences.ts';
import type { UpdateState } from '#shared/desktop/state.ts';
import { createProxyLogin } from './proxy-login.ts';
import { trustForUpdates, type VouchedAt } from './update-trust.ts';
import type { Updater } from './updates.ts';

interface Installation {
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Why this installation does not look for newer versions by itself; null: it does. On Linux only an AppImage does, packages are the system's. */
export function updatesUnavailable({
  isPackaged,
  platform,
  environment,
}: Installation): UpdateState['problem'] | 'development' {
  if (!isPackaged) return 'development';
  if (platform !== 'linux' || environment['APPIMAGE'] !== undefined) return null;
  const message = 'Elektra Web was installed as a package. It is updated with the other packages of this system.';
  return { code: 'UPDATED_BY_PACKAGES', message };
}

/** What the updates need of the way that everything else takes. */
export interface UpdateWay {
  /** Of a proxy, by its origin. */
  readonly signInAt: Parameters<typeof createProxyLogin>[0];
  /** What is known of proxies is another by now. */
  onSignInChange(listener: () => void): void;
  readonly vouchedAt: VouchedAt;
}

interface SourceOptions {
  proxy(): ProxyPreference;
  now(): number;
  readonly way: UpdateWay;
  /** The log, for what electron-updater says on its way. */
  readonly log: { debug(fields: object, message: string): void; warn(fields: object, message: string): void };
}

export interface UpdateSource {
  load(): Promise<Updater>;
  /** The proxy of the preferences is another one. */
  followProxy(): Promise<void>;
}

/** electron-updater, which is read only when it is used: most people’s updates come with their system. */
export function createUpdateSource({ proxy, now, way, log }: SourceOptions): UpdateSource {
  let setProxy: (() => Promise<void>) | null = null;
  return {
    async load() {
      const { default: electronUpdater } = await import('electron-updater');
      const { autoUpdater } = electronUpdater;
      const say = (level: 'debug' | 'warn') => (message?: unknown) => log[level]({ about: 'updates' }, String(message));
      autoUpdater.logger = { debug: say('debug'), info: say('debug'), warn: say('warn'), error: say('warn') };
      const login = createProxyLogin(way.signInAt, now);
      autoUpdater.on('login', login.answer);
      trustForUpdates(autoUpdater.netSession, way.vouchedAt);
      setProxy = () => autoUpdater.netSession.setProxy(proxyConfig(proxy()));
      await setProxy();
      way.onSignInChange(() => {
        if (!login.takeOutdated()) return;
        const kept = (error: unknown) =>
          log.warn({ error }, 'Chromium keeps a former sign-in to a proxy until it ends.');
        autoUpdater.netSession.clearAuthCache().catch(kept);
      });
      return autoUpdater;
    },
    followProxy: async () => setProxy?.(),
  };
}

/** https://www.electronjs.org/docs/latest/api/structures/proxy-config */
export function proxyConfig(proxy: ProxyPreference): ProxyConfig {
  if (proxy.kind === 'system') return { mode: 'system' };
  if (proxy.kind === 'none') return { mode: 'direct' };
  return { mode: 'fixed_servers', proxyRules: new URL(proxy.url).origin };
}
