import { computed, ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useDesktopStore } from '../stores/desktop-store.ts';
import { useFaultsStore } from '../stores/faults-store.ts';
import type { Action } from './action.ts';

/** Shows the fleet of this machine's own clusterd again. */
export function useShowLocalFleet(): Action & { readonly busy: Readonly<{ value: boolean }> } {
  const { t } = useI18n();
  const desktop = useDesktopStore();
  const faults = useFaultsStore();
  const busy = ref(false);

  async function run(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    try {
      await desktop.act('desktop.useLocal', {});
    } catch (error) {
      faults.report(error);
    } finally {
      busy.value = false;
    }
  }

  return {
    label: computed(() => t('desktop.place.useLocal')),
    available: computed(() => desktop.state?.workplace.kind === 'remote'),
    busy,
    run,
  };
}
