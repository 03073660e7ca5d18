import type { KeyNode } from '#shared/clusterd/keys.ts';
import { storedPartsOf } from '#shared/model/key-name.ts';
import type { Digest, SubtreeReading } from '../ports.ts';
import { keyVersion } from './key-version.ts';

/** How many keys are made before others run; a hash of each is some microseconds. */
const BETWEEN_RESTS = 1000;

/** A subtree in the form old clients know. `rest` lets others run; a few keys are made at once. */
export function keyNode(
  reading: SubtreeReading,
  digest: Digest,
  rest: () => Promise<void>,
): KeyNode | Promise<KeyNode> {
  const { children = [] } = reading;
  const isSmall = children.length < BETWEEN_RESTS && children.every((child) => child.children === undefined);
  if (!isSmall) return largeNode(reading, digest, rest);
  const node = alone(reading, digest);
  return reading.children === undefined ? node : { ...node, children: children.map((child) => alone(child, digest)) };
}

async function largeNode(reading: SubtreeReading, digest: Digest, rest: () => Promise<void>): Promise<KeyNode> {
  let made = 0;

  async function withChildren(reading: SubtreeReading): Promise<KeyNode> {
    const node = alone(reading, digest);
    const { children } = reading;
    if (children === undefined) return node;
    const nodes: KeyNode[] = [];
    for (const child of children) {
      made += 1;
      if (made % BETWEEN_RESTS === 0) await rest();
      nodes.push(child.children === undefined ? alone(child, digest) : await withChildren(child));
    }
    return { ...node, children: nodes };
  }

  return withChildren(reading);
}

function alone(reading: SubtreeReading, digest: Digest): KeyNode {
  const { name, exists, value, meta, names } = reading;
  return {
    exists,
    name: name === '/' ? '' : (storedPartsOf(name).at(-1) ?? ''),
    path: name,
    ls: [...names],
    ...(value === undefined ? {} : { value }),
    ...(Object.keys(meta).length === 0 ? {} : { meta }),
    ...(exists ? { version: keyVersion(reading, digest) } : {}),
  };
}
