import type { App } from 'electron';
import type { DesktopPreferences } from '#shared/desktop/preferences.ts';
import { createUpdateSource, updatesUnavailable, type UpdateWay } from './update-source.ts';
import { createUpdates, type Updates, type UpdatesOptions } from './updates.ts';

interface DesktopUpdatesOptions extends Pick<UpdatesOptions, 'beforeInstall'> {
  readonly clock: UpdatesOptions['clock'] & { now(): number };
  readonly app: Pick<App, 'isPackaged'>;
  readonly preferences: {
    current(): DesktopPreferences;
    onChange(listener: (now: DesktopPreferences, before: DesktopPreferences) => void): unknown;
  };
  readonly way: UpdateWay;
  readonly log: Parameters<typeof createUpdateSource>[0]['log'];
}

/** Newer versions of this installation, as the preferences want them looked for. */
export function openUpdates({ app, preferences, way, clock, beforeInstall, log }: DesktopUpdatesOptions): Updates {
  const source = createUpdateSource({ proxy: () => preferences.current().proxy, now: () => clock.now(), way, log });
  const updates = createUpdates({
    unavailable: updatesUnavailable({
      isPackaged: app.isPackaged,
      platform: process.platform,
      environment: process.env,
    }),
    load: source.load,
    isWanted: () => preferences.current().checkForUpdates,
    ...{ clock, beforeInstall, log },
  });
  preferences.onChange((now, before) => {
    updates.followWish();
    if (now.proxy === before.proxy) return;
    source.followProxy().catch((error: unknown) => log.warn({ error }, 'The proxy of the updates stays as it was.'));
  });
  updates.followWish();
  return updates;
}
