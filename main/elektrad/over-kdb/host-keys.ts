import type { KeyName } from '#shared/model/key-name.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import type { Metadata } from '#shared/model/key.ts';
import type { StoredKey } from '../ports.ts';
import type { DumpKey } from './dump-format.ts';
import { areSameBytes, isSameText, shownText } from './dump-text.ts';

/** Keys of the host by their whole names. The key of a dump is kept as it is, so that it can be written again unharmed. */
export type HostKeys = ReadonlyMap<KeyName, DumpKey>;

/** The whole name of a key of a dump. Elektra stores some names against its own rules, so it is not parsed. */
export function wholeName(parent: KeyName, { name }: DumpKey): KeyName {
  const relative = shownText(name);
  if (relative === '') return parent;
  return (parent.endsWith('/') ? parent + relative : `${parent}/${relative}`) as KeyName;
}

/** The key as a dump of `parent` has it, which `name` is at or below. Where it comes from there, its name stays as it was, UTF-8 or not. */
export function relativeTo(parent: KeyName, name: KeyName, key: DumpKey): DumpKey {
  if (wholeName(parent, key) === name) return key;
  return { ...key, name: name === parent ? '' : name.slice(parent.endsWith('/') ? parent.length : parent.length + 1) };
}

export function inKeyOrder(keys: HostKeys): readonly KeyName[] {
  return [...keys.keys()].sort(compareKeyNames);
}

/** A key as our elektrad knows keys; text that is no UTF-8 counts as bytes. */
export function storedKeyOf({ value, meta }: DumpKey): StoredKey {
  if (value.kind === 'string') return { value: value.text, meta: metadataOf(meta) };
  return { value: value.bytes.length === 0 ? null : value.bytes, meta: metadataOf(meta) };
}

function metadataOf(meta: DumpKey['meta']): Metadata {
  return Object.fromEntries(meta.map(([name, value]) => [shownText(name), shownText(value)]));
}

/** The value of a metakey; undefined: the key has none of that name. */
export function metakeyOf({ meta }: DumpKey, name: string): string | undefined {
  const found = meta.find(([each]) => each === name);
  return found === undefined ? undefined : shownText(found[1]);
}

export function isSameValue(a: DumpKey, b: DumpKey): boolean {
  if (a.value.kind === 'string') return b.value.kind === 'string' && isSameText(a.value.text, b.value.text);
  return b.value.kind === 'binary' && areSameBytes(a.value.bytes, b.value.bytes);
}

/** Whether value and metadata are the same, whatever the names are. */
export function isSameKey(a: DumpKey | undefined, b: DumpKey | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return isSameValue(a, b) && a.meta.length === b.meta.length && hasMetadataOf(b, a);
}

/** Whether `key` has all the metadata of `other`, with the same values. */
export function hasMetadataOf(key: DumpKey, other: DumpKey): boolean {
  return other.meta.every(([name, value]) =>
    key.meta.some(([each, text]) => isSameText(each, name) && isSameText(text, value)),
  );
}
