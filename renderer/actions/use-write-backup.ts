import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { CallOptions } from '#shared/contract/client.ts';
import type { CallInputOf, PartOf } from '#shared/contract/operation.ts';
import type { DesktopContract } from '#shared/desktop/contract.ts';
import { useDesktopStore } from '../stores/desktop-store.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import type { Action } from './action.ts';

type Write = DesktopContract['desktop.writeBackup'];
export type NewBackup = Omit<CallInputOf<Write>, 'move'>;
export type BackupProgress = PartOf<Write>;

/**
 * Writes what this machine's clusterd knows into one encrypted file: as a backup, or (`moves`) to begin the move to a server. `run` asks for file and
 * passphrase, or says how a move that has begun goes on; `write` is what the form does.
 */
export function useWriteBackup(moves: boolean): Action & {
  readonly write: (backup: NewBackup, options: CallOptions<BackupProgress>) => Promise<void>;
} {
  const { t } = useI18n();
  const desktop = useDesktopStore();
  const dialogs = useDialogsStore();

  return {
    label: computed(() => t(moves ? 'desktop.move.act' : 'desktop.backup.act')),
    available: computed(() => desktop.state?.workplace.kind === 'local'),
    run: () => dialogs.open({ kind: 'write-backup', moves }),
    write: (backup, options) => desktop.act('desktop.writeBackup', { ...backup, move: moves }, options),
  };
}
