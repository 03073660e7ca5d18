import type { Metadata } from '#shared/model/key.ts';

/** Of these metakeys what is there, in their order. */
export function pickedMetadata(meta: Metadata, metakeys: readonly string[]): Record<string, string> {
  return Object.fromEntries(metakeys.flatMap((name) => (Object.hasOwn(meta, name) ? [[name, meta[name] ?? '']] : [])));
}
