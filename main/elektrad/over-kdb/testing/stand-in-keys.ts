import { isAtOrBelow, replacePrefix, tryParseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { DumpProblem, dumpOfKeys, keysOfDump, type DumpKey } from '../dump-format.ts';
import { relativeTo, wholeName } from '../host-keys.ts';

/** The key database of the stand-in. */
export interface StandInState {
  readonly keys: Map<KeyName, DumpKey>;
  readonly mounts: { readonly file: string; readonly at: KeyName }[];
}

export function namesIn({ keys }: StandInState, parent: KeyName | null): readonly KeyName[] {
  return [...keys.keys()].filter((name) => parent === null || isAtOrBelow(name, parent)).sort(compareKeyNames);
}

export function textKey(text: string): DumpKey {
  return { name: '', value: { kind: 'string', text }, meta: [] };
}

export function textOfKey({ value }: DumpKey): string {
  return value.kind === 'string' && typeof value.text === 'string' ? value.text : '';
}

export function dumpBelow(state: StandInState, parent: KeyName): Uint8Array {
  return dumpOfKeys(
    namesIn(state, parent).flatMap((name) => {
      const key = state.keys.get(name);
      return key === undefined ? [] : [relativeTo(parent, name, key)];
    }),
  );
}

/** What is read before a problem is imported all the same, as the real command does. */
export function keysIn(
  dump: Uint8Array,
  parent: KeyName,
): { readonly keys: Map<KeyName, DumpKey>; readonly isBroken: boolean } {
  const keys = new Map<KeyName, DumpKey>();
  try {
    for (const key of keysOfDump(dump)) keys.set(wholeName(parent, key), key);
    return { keys, isBroken: false };
  } catch (problem) {
    if (!(problem instanceof DumpProblem)) throw problem;
    return { keys, isBroken: true };
  }
}

export function transferred(
  state: StandInState,
  from: KeyName,
  to: KeyName,
  isRecursive: boolean,
): Map<KeyName, DumpKey> {
  const names = isRecursive ? namesIn(state, from) : [from];
  const pairs = names.flatMap((name) => {
    const key = state.keys.get(name);
    return key === undefined ? [] : [[replacePrefix(name, from, to), key] as const];
  });
  return new Map(pairs);
}

/** The first key of the mounted parts that breaks a check, in the words of Elektra's plugins; null: none does. */
export function brokenCheckIn(
  keys: ReadonlyMap<KeyName, DumpKey>,
  at: KeyName,
): { readonly module: string; readonly words: string } | null {
  for (const [name, key] of keys) {
    if (!isAtOrBelow(name, at)) continue;
    const text = textOfKey(key);
    for (const [metakey, rule] of key.meta) {
      const [, low = '', high = ''] = metakey === 'check/range' ? (/^(\d+)-(\d+)$/.exec(String(rule)) ?? []) : [];
      if (low !== '' && !(/^\d+$/.test(text) && Number(text) >= Number(low) && Number(text) <= Number(high))) {
        return { module: 'range', words: `Value '${text}' of key '${name}' not within range ${low}-${high}` };
      }
      if (metakey === 'check/type' && rule === 'short' && !/^-?\d{1,5}$/.test(text)) {
        return { module: 'type', words: `The type 'short' failed to match for '${name}' with string '${text}'` };
      }
    }
  }
  return null;
}

export function parsedName(text: string): KeyName | null {
  const parsed = tryParseKeyName(text);
  return parsed.ok ? parsed.name : null;
}
