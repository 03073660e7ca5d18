import type { KeyName } from '#shared/model/key-name.ts';
import type { Metadata } from '#shared/model/key.ts';
import { NOTHING, type Specification } from '../kdb/specification.ts';
import type { StoredKey } from '../ports.ts';

/** What the field's elektrad sends in place of bytes. */
const BINARY = '(binary)';

interface Answered {
  value?: string | undefined;
  meta?: Metadata | undefined;
}

/**
 * Adds value and metadata as the protocol has them: an empty value and empty metadata are left out, and `binary` tells what is no text. Every read of
 * every key goes through here, so nothing is copied.
 */
export function addFields(answered: Answered, name: KeyName, key: StoredKey, specification: Specification): void {
  const value = typeof key.value === 'string' ? key.value : key.value === null ? '' : BINARY;
  if (value !== '') answered.value = value;
  const meta = answeredMetadata(key, specification.metadataFor(name));
  if (!isEmpty(meta)) answered.meta = meta;
}

function answeredMetadata({ value, meta }: StoredKey, specified: Metadata): Metadata {
  const own = typeof value === 'string' ? meta : { ...meta, binary: '' };
  return specified === NOTHING ? own : { ...specified, ...own };
}

function isEmpty(meta: Metadata): boolean {
  for (const _metakey in meta) return false;
  return true;
}
