import type { KeyName } from '#shared/model/key-name.ts';
import { normalForm } from '../operations/checked-key.ts';
import { shownText } from './dump-text.ts';
import type { DumpKey } from './dump-format.ts';
import { hasMetadataOf, isSameValue, metakeyOf, storedKeyOf } from './host-keys.ts';

/** One key of a write: as it was before, as it was asked for, and as it is read now. */
export interface Written {
  readonly name: KeyName;
  readonly before: DumpKey | undefined;
  readonly wanted: DumpKey;
  readonly now: DumpKey | undefined;
}

/** Whether what was asked for is stored. Elektra's plugins may add metadata, and store a checked value in its normal form. */
export function isStoredAsAsked({ name, before, wanted, now }: Written): boolean {
  if (now === undefined || !hasMetadataOf(now, wanted)) return false;
  const removed = (before?.meta ?? []).filter(([metakey]) => metakeyOf(wanted, shownText(metakey)) === undefined);
  if (removed.some(([metakey]) => metakeyOf(now, shownText(metakey)) !== undefined)) return false;
  return isSameValue(wanted, now) || isNormalForm(name, before, wanted, now);
}

/** The plugins that keep another form of a value do so for a check. That it changed shows that they had it. */
function isNormalForm(name: KeyName, before: DumpKey | undefined, wanted: DumpKey, now: DumpKey): boolean {
  const { value, meta } = storedKeyOf(now);
  if (now.value.kind !== wanted.value.kind) return false;
  if (!Object.keys(meta).some((metakey) => metakey === 'type' || metakey.startsWith('check/'))) return false;
  if (before === undefined || !isSameValue(before, now)) return true;
  return normalForm(name, storedKeyOf(wanted).value, meta) === value;
}
