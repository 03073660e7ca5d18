import type { Handlers } from '#shared/contract/operation.ts';
import type { DesktopContract, Licence } from '#shared/desktop/contract.ts';
import type { DesktopState } from '#shared/desktop/state.ts';
import type * as z from 'zod';
import type { ShellPorts } from './ports.ts';
import type { Preferences } from './preferences/preferences.ts';

interface LifeOptions {
  readonly version: string;
  readonly preferences: Pick<Preferences, 'change'>;
  /** What ships with the application. */
  readonly licences: () => Promise<z.output<typeof Licence>[]>;
  readonly shell: Pick<ShellPorts, 'showFolder' | 'updates' | 'versions'>;
  readonly logFolder: string;
  readonly state: () => DesktopState;
}

type LifeHandlers = Pick<
  Handlers<DesktopContract>,
  | 'desktop.setPreferences'
  | 'desktop.licences'
  | 'desktop.showLogs'
  | 'desktop.checkForUpdate'
  | 'desktop.downloadUpdate'
  | 'desktop.installUpdate'
>;

/** What a person does with the application itself, whatever fleet it shows. */
export function lifeHandlers({ version, preferences, licences, shell, logFolder, state }: LifeOptions): LifeHandlers {
  const { updates } = shell;
  return {
    async 'desktop.setPreferences'(change) {
      await preferences.change(change);
      return state();
    },
    async 'desktop.licences'() {
      return { versions: [{ name: 'Elektra Web', version }, ...shell.versions], licences: await licences() };
    },
    async 'desktop.showLogs'() {
      await shell.showFolder(logFolder);
      return { folder: logFolder };
    },
    async 'desktop.checkForUpdate'() {
      await updates.check();
      return state();
    },
    async 'desktop.downloadUpdate'() {
      // It takes minutes; how far it is comes with `desktop.changed`, and so does what goes wrong.
      void updates.download();
      return state();
    },
    async 'desktop.installUpdate'() {
      updates.install();
      return state();
    },
  };
}
