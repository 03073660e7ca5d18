import { describe, expect, it } from 'vitest';
import type { SubtreeReading } from '../ports.ts';
import { createFakeDigest } from '../testing/fake-digest.ts';
import { keyNode } from './node.ts';

const leaf = (name: string): SubtreeReading => ({
  name,
  exists: true,
  value: 'v',
  meta: {},
  names: [name],
  children: [],
});

function subtree(name: string, children: readonly SubtreeReading[]): SubtreeReading {
  return { name, exists: false, meta: {}, names: children.flatMap(({ names }) => names), children };
}

const digest = createFakeDigest();
const lockOf = () => null;

describe('keyNode', () => {
  it('has every level, in order', async () => {
    const reading = subtree('user:/a', [leaf('user:/a/x'), subtree('user:/a/y', [leaf('user:/a/y/#0')])]);
    const node = await keyNode(reading, { digest, lockOf, rest: async () => undefined });
    expect(node).toMatchObject({
      path: 'user:/a',
      exists: false,
      ls: ['user:/a/x', 'user:/a/y/#0'],
      children: [
        { path: 'user:/a/x', value: 'v', children: [] },
        { path: 'user:/a/y', name: 'y', children: [{ path: 'user:/a/y/#0', name: '#0' }] },
      ],
    });
  });

  it('lets others run while it is made of very many keys, however they are nested', async () => {
    const below = (top: string) => Array.from({ length: 500 }, (_, at) => leaf(`${top}/k${at}`));
    const tops = Array.from({ length: 20 }, (_, at) => `user:/a/t${at}`);
    let rests = 0;
    const rest = async () => void (rests += 1);
    const nested = subtree(
      'user:/a',
      tops.map((top) => subtree(top, below(top))),
    );
    const node = await keyNode(nested, { digest, lockOf, rest });
    expect(node.children?.flatMap(({ children = [] }) => children)).toHaveLength(10_000);
    expect(rests).toBeGreaterThanOrEqual(10);
    await keyNode(leaf('user:/a'), {
      digest,
      lockOf,
      rest: () => Promise.reject(new Error('one key needs no rest')),
    });
  });
});
