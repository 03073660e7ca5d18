import { computed, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Metadata } from '#shared/model/key.ts';
import type { MenuEntry } from '../../components/menu-entry.ts';
import { METADATA_GROUPS } from './metadata-kinds.ts';
import { kindOf } from './metadata-rows.ts';

/** The entry for a metakey of which the interface knows nothing. */
export const OTHER = 'other';

/** What can be added to a key's metadata: the known kinds that it does not have, in groups, and any other metakey. */
export function useMetadataMenu(meta: Ref<Metadata>): Ref<readonly MenuEntry[]> {
  const { t } = useI18n();
  return computed(() => {
    const present = new Set(Object.keys(meta.value).map((metakey) => kindOf(metakey)?.id));
    const groups = METADATA_GROUPS.flatMap(({ id, kinds }) => {
      const missing = kinds.filter((kind) => !present.has(kind.id));
      if (missing.length === 0) return [];
      const entries = missing.map((kind) => ({ id: kind.id, label: t(`metadata.kind.${kind.id}`) }));
      return [{ head: t(`metadata.group.${id}`) }, ...entries];
    });
    return [{ id: OTHER, label: t('metadata.other.title') }, { separator: true }, ...groups];
  });
}
