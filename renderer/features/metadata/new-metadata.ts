import type { Metadata } from '#shared/model/key.ts';
import type { Metakeys } from '../../stores/meta-draft.ts';
import type { MetadataKind } from './metadata-kinds.ts';
import { listChanges } from './metadata-list.ts';

/** What adding a kind writes: its first metakey with something to begin with. */
export function newMetadata({ parts: [first] }: MetadataKind, meta: Metadata): Metakeys {
  const { metakey, field, initial } = first;
  if (field === 'list') return listChanges(meta, metakey, ['']);
  if (field === 'flag') return { [metakey]: '1' };
  return { [metakey]: initial ?? (typeof field === 'string' ? '' : (field[0] ?? '')) };
}
