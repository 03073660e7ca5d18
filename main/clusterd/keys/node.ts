import type { KeyNode } from '#shared/clusterd/keys.ts';
import { storedPartsOf } from '#shared/model/key-name.ts';
import type { Digest, SubtreeReading } from '../ports.ts';
import { keyVersion } from './key-version.ts';

/** A subtree in the form old clients know. */
export function keyNode(reading: SubtreeReading, digest: Digest): KeyNode {
  const { name, exists, value, meta, names, children } = reading;
  return {
    exists,
    name: name === '/' ? '' : (storedPartsOf(name).at(-1) ?? ''),
    path: name,
    ls: [...names],
    ...(value === undefined ? {} : { value }),
    ...(Object.keys(meta).length === 0 ? {} : { meta }),
    ...(exists ? { version: keyVersion(reading, digest) } : {}),
    ...(children === undefined ? {} : { children: children.map((child) => keyNode(child, digest)) }),
  };
}
