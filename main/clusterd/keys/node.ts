import type { KeyNode } from '#shared/clusterd/keys.ts';
import type { KeyLock } from '#shared/model/key-lock.ts';
import { storedPartsOf } from '#shared/model/key-name.ts';
import type { Digest, SubtreeReading } from '../ports.ts';
import { keyVersion } from './key-version.ts';

/** How many keys are made before others run; a hash of each is some microseconds. */
const BETWEEN_RESTS = 1000;

interface NodeMeans {
  readonly digest: Digest;
  /** What the clusters of the instance keep to themselves of a key. */
  readonly lockOf: (name: string) => KeyLock | null;
  /** Lets others run. */
  readonly rest: () => Promise<void>;
}

/** A subtree in the form old clients know; a few keys are made at once. */
export function keyNode(reading: SubtreeReading, means: NodeMeans): KeyNode | Promise<KeyNode> {
  const { children = [] } = reading;
  const isSmall = children.length < BETWEEN_RESTS && children.every((child) => child.children === undefined);
  if (!isSmall) return largeNode(reading, means);
  const node = alone(reading, means);
  return reading.children === undefined ? node : { ...node, children: children.map((child) => alone(child, means)) };
}

async function largeNode(reading: SubtreeReading, means: NodeMeans): Promise<KeyNode> {
  let made = 0;

  async function withChildren(reading: SubtreeReading): Promise<KeyNode> {
    const node = alone(reading, means);
    const { children } = reading;
    if (children === undefined) return node;
    const nodes: KeyNode[] = [];
    for (const child of children) {
      made += 1;
      if (made % BETWEEN_RESTS === 0) await means.rest();
      nodes.push(child.children === undefined ? alone(child, means) : await withChildren(child));
    }
    return { ...node, children: nodes };
  }

  return withChildren(reading);
}

function alone(reading: SubtreeReading, { digest, lockOf }: NodeMeans): KeyNode {
  const { name, exists, value, meta, names } = reading;
  const lock = lockOf(name);
  return {
    exists,
    name: name === '/' ? '' : (storedPartsOf(name).at(-1) ?? ''),
    path: name,
    ls: [...names],
    ...(value === undefined ? {} : { value }),
    ...(Object.keys(meta).length === 0 ? {} : { meta }),
    ...(exists ? { version: keyVersion(reading, digest) } : {}),
    ...(lock === null ? {} : { lockedBy: lock }),
  };
}
