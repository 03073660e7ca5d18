import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { CallInputOf, OutputOf } from '#shared/contract/operation.ts';
import type { DesktopContract } from '#shared/desktop/contract.ts';
import { useDesktopStore } from '../stores/desktop-store.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import type { Action } from './action.ts';

export type NewRemote = CallInputOf<DesktopContract['desktop.useRemote']>;
export type CheckedRemote = OutputOf<DesktopContract['desktop.checkRemote']>;

/** Shows the fleet of a clusterd that runs elsewhere. `run` asks for it, beginning with an address; `check` and `connect` are what the form does. */
export function useConnectRemote(): Action<[url?: string]> & {
  readonly check: (remote: NewRemote, signal: AbortSignal) => Promise<CheckedRemote>;
  readonly connect: (remote: NewRemote) => Promise<void>;
} {
  const { t } = useI18n();
  const desktop = useDesktopStore();
  const dialogs = useDialogsStore();

  return {
    label: computed(() => t('desktop.remote.act')),
    available: computed(() => desktop.state !== null),
    run: (url = '') => dialogs.open({ kind: 'connect-remote', url, finishes: false }),
    check: (remote, signal) => desktop.ask('desktop.checkRemote', remote, { signal }),
    connect: (remote) => desktop.act('desktop.useRemote', remote),
  };
}
