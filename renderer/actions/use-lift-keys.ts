import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useClient } from '../api/clusterd-client.ts';
import type { ActControl } from '../composables/use-running-act.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import { isClusterSubject, type Subject } from '../stores/subject.ts';
import { topmost } from './key-targets.ts';
import { readSubtrees } from './read-subtrees.ts';
import { settingEdits } from './transfer-edits.ts';
import { useProposeEdits } from './use-propose-edits.ts';
import { withoutMirrored } from './without-mirrored.ts';

/** Makes keys of an instance, with all below them, settings of the cluster that it is in. `run` reads them and opens the plan. */
export function useLiftKeys(subject: () => Subject) {
  const { t } = useI18n();
  const client = useClient();
  const keys = useKeysStore();
  const session = useSessionStore();
  const propose = useProposeEdits();
  const available = computed(() => {
    const { id, clusterId } = subject();
    return session.may('settings.lift') && clusterId !== null && !isClusterSubject(id);
  });

  function can(names: readonly string[]): boolean {
    return available.value && names.some((name) => keys.subtree(name).length > 0);
  }

  /** @throws ElektraError VALUE_NOT_CARRIED, TOO_LARGE, …; CancelledError */
  async function run(names: readonly string[], control: ActControl): Promise<void> {
    const { id, clusterId } = subject();
    if (!can(names) || clusterId === null || isClusterSubject(id)) return;
    const notCarried = (binary: readonly string[]) =>
      t('keys.transfer.notCarried', { names: binary.join(', ') }, binary.length);
    const read = await readSubtrees(client, id, topmost(names), notCarried, control);
    propose({ clusterId, edits: settingEdits(await withoutMirrored(client, id, read, control)) });
  }

  return { label: computed(() => t('keys.action.lift')), available, can, run };
}
