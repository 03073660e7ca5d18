import type { KeyName } from '#shared/model/key-name.ts';
import type { Metadata } from '#shared/model/key.ts';
import { NOTHING, type Specification } from '../kdb/specification.ts';
import type { StoredKey } from '../ports.ts';

/** What the field's elektrad sends in place of bytes. */
const BINARY = '(binary)';

interface AnsweredFields {
  readonly value?: string;
  readonly meta?: Metadata;
}

/** Value and metadata as the protocol has them: an empty value and empty metadata are left out, and `binary` tells what is no text. */
export function answeredFields(name: KeyName, key: StoredKey, specification: Specification): AnsweredFields {
  const meta = answeredMetadata(key, specification.metadataFor(name));
  const value = typeof key.value === 'string' ? key.value : key.value === null ? '' : BINARY;
  return { ...(value === '' ? {} : { value }), ...(isEmpty(meta) ? {} : { meta }) };
}

function answeredMetadata({ value, meta }: StoredKey, specified: Metadata): Metadata {
  const own = typeof value === 'string' ? meta : { ...meta, binary: '' };
  return specified === NOTHING ? own : { ...specified, ...own };
}

function isEmpty(meta: Metadata): boolean {
  for (const _metakey in meta) return false;
  return true;
}
