import { tryParseKeyName } from '#shared/model/key-name.ts';
import type { KeyMove } from '../../stores/key-transfer.ts';

/** A key on its way to another name; null when one of them is no legal name. */
export function moveOf(from: string, to: string): KeyMove | null {
  const key = tryParseKeyName(from);
  const target = tryParseKeyName(to);
  return key.ok && target.ok ? { key: key.name, target: target.name } : null;
}
