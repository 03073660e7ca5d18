import { describe, expect, it } from 'vitest';
import { specKeysOf } from './spec-keys.ts';

const NAMES = ['spec:/a', 'spec:/a/#', 'spec:/a/#/x', 'spec:/a/_', 'spec:/a/b', 'spec:/_/b', 'spec:/b/a', 'user:/a/b'];

describe('the keys of spec:/ that say what a key means', () => {
  it.each([
    ['user:/a', ['spec:/a']],
    ['system:/a/b', ['spec:/a/_', 'spec:/a/b', 'spec:/_/b']],
    ['user:/a/#0', ['spec:/a/#']],
    ['user:/a/#_10/x', ['spec:/a/#/x']],
    ['user:/a/#10', ['spec:/a/#']],
    ['user:/a/\\#x', ['spec:/a/_']],
    ['spec:/a', []],
    ['user:/', []],
  ])('of %s are %j', (name, specs) => {
    expect(specKeysOf(name, NAMES)).toEqual(specs);
  });
});
