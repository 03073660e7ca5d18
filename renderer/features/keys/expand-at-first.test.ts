import { describe, expect, it } from 'vitest';
import { expandAtFirst } from './expand-at-first.ts';
import { buildKeyTree } from './key-tree.ts';

const many = (below: string) => Array.from({ length: 500 }, (_, at) => `${below}/k${String(at).padStart(3, '0')}`);

describe('expandAtFirst', () => {
  it('opens a small database wholly, but for what keys mean and what Elektra says of itself', () => {
    const tree = buildKeyTree([
      'spec:/a/b',
      'user:/a/b',
      'user:/a/c',
      'system:/elektra/modules/x',
      'system:/elektra/modules/y',
    ]);
    expect([...expandAtFirst(tree)].sort()).toEqual(['system:/', 'user:/', 'user:/a']);
  });

  it('opens namespaces whatever their size, and nothing else that would flood the screen', () => {
    const tree = buildKeyTree([...many('user:/large'), ...many('system:')].sort());
    expect([...expandAtFirst(tree)]).toEqual(['user:/', 'system:/']);
  });
});
