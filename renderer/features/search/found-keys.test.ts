import { describe, expect, it } from 'vitest';
import { withFound, withNames } from './found-keys.ts';

describe('what was found', () => {
  it('names each key once, in the order in which it was found first', () => {
    const first = withFound([], [{ key: 'user:/b', in: 'name' }]);
    const both = withFound(first, [
      { key: 'user:/a', in: 'value' },
      { key: 'user:/b', in: 'value' },
      { key: 'user:/b', in: 'meta', metakey: 'x' },
      { key: 'user:/b', in: 'meta', metakey: 'x' },
    ]);
    expect(both).toEqual([
      { key: 'user:/b', inName: true, inValue: true, metakeys: ['x'] },
      { key: 'user:/a', inName: false, inValue: true, metakeys: [] },
    ]);
  });

  it('is complete with the answer alone', () => {
    const entries = withNames(withFound([], [{ key: 'user:/b', in: 'value' }]), ['user:/a', 'user:/b']);
    expect(entries.map(({ key }) => key)).toEqual(['user:/b', 'user:/a']);
  });
});
