import { onScopeDispose, shallowRef, watch } from 'vue';
import { useRouter } from 'vue-router';
import type { PageCommand } from '#shared/desktop/events.ts';
import { useAddInstance } from '../../actions/use-add-instance.ts';
import { useConnectRemote } from '../../actions/use-connect-remote.ts';
import { useCreateCluster } from '../../actions/use-create-cluster.ts';
import { useSearch } from '../../actions/use-search.ts';
import { useShowAbout } from '../../actions/use-show-about.ts';
import { useShowLocalFleet } from '../../actions/use-show-local-fleet.ts';
import { useShowPreferences } from '../../actions/use-show-preferences.ts';
import { useShowShortcuts } from '../../actions/use-show-shortcuts.ts';
import { useWriteBackup } from '../../actions/use-write-backup.ts';
import { useDesktopLink } from '../../api/desktop-link.ts';
import { useDialogsStore } from '../../stores/dialogs-store.ts';
import { pageAddress } from './page-address.ts';

/**
 * Does what the menu, the tray or a link of the system asks of the page. While a dialog is open what would take its place is not done, and a page is
 * opened when it is closed: nothing typed is lost to a click elsewhere.
 */
export function usePageCommands(): void {
  const link = useDesktopLink();
  const router = useRouter();
  const dialogs = useDialogsStore();
  const createCluster = useCreateCluster();
  const connectRemote = useConnectRemote();
  const later = shallowRef<string | null>(null);
  const actions = {
    preferences: useShowPreferences(),
    about: useShowAbout(),
    'new-instance': useAddInstance(),
    'new-cluster': { ...createCluster, run: () => createCluster.run(null) },
    search: useSearch(),
    shortcuts: useShowShortcuts(),
    'move-to-server': useWriteBackup(true),
    'use-remote': { ...connectRemote, run: () => connectRemote.run() },
    'use-local': useShowLocalFleet(),
  } as const;

  function open(address: string): void {
    void router.push(pageAddress(router, address));
  }

  function perform(command: PageCommand, address: string | null): void {
    const isBusy = dialogs.current !== null || document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
    if (command === 'open') {
      if (dialogs.current === null) open(address ?? '/');
      else later.value = address;
    } else if (!isBusy && actions[command].available.value) {
      void actions[command].run();
    }
  }

  watch(
    () => dialogs.current === null && later.value !== null,
    (mayGo) => {
      if (!mayGo || later.value === null) return;
      open(later.value);
      later.value = null;
    },
  );
  if (link !== null) {
    onScopeDispose(link.events.on('desktop.commanded', ({ command, address }) => perform(command, address)));
  }
}
