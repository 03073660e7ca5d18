import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOST, withInstance } from '../testing/with-instance.ts';

const call = async (configurations: { key: string; value: string | null; meta?: Record<string, string> }[]) => {
  const test = await withInstance({ 'user:/a': 'old', 'user:/a/b': 'kept' });
  const outcome = test.call('keys.setAll', { id: test.id, key: 'user:/a', configurations });
  return { outcome, keys: test.keys };
};

describe('keys.setAll', () => {
  it.each(['user:/b/c', 'system:/a/b', '../b', 'user:/', 'a\\', 'x/../../b', 'user:/ab'])(
    'refuses %s, which is no key below the one it is about, before the first write',
    async (key) => {
      const { outcome, keys } = await call([
        { key: 'fine', value: '1' },
        { key, value: '1' },
      ]);
      await expect(outcome).rejects.toMatchObject({
        code: 'KEY_NAME_INVALID',
        data: { key: expect.stringContaining(key) },
      });
      expect([...keys.keys()]).toEqual(['user:/a', 'user:/a/b']);
    },
  );

  it('refuses keys that are restricted or hold binary data, unless nothing of them changes', async () => {
    const test = await withInstance();
    test.keys.set('user:/a/r', { value: '1', meta: { 'restrict/write': '1' } });
    test.keys.set('user:/a/bin', { meta: { binary: '' } });
    const set = (key: string, value: string) =>
      test.call('keys.setAll', {
        id: test.id,
        key: 'user:/a',
        configurations: [
          { key: 'new', value: '' },
          { key, value },
        ],
      });
    await expect(set('r', '2')).rejects.toMatchObject({ code: 'KEY_RESTRICTED' });
    await expect(set('bin', '')).rejects.toMatchObject({ code: 'VALUE_NOT_CARRIED' });
    expect(test.keys.size).toBe(2);
    await set('r', '1');
    expect(test.keys.size).toBe(3);
  });

  it('takes names as old clients send them and whole ones, and of two for one key the later', async () => {
    const { outcome, keys } = await call([
      { key: 'x/#10', value: 'relative' },
      { key: '/y', value: 'with a slash' },
      { key: 'user:/a//z', value: 'whole' },
      { key: '', value: null },
      { key: 'x/#_10', value: 'later' },
    ]);
    await outcome;
    expect(Object.fromEntries([...keys].map(([name, { value }]) => [name, value]))).toEqual({
      'user:/a': '',
      'user:/a/b': 'kept',
      'user:/a/x/#_10': 'later',
      'user:/a/y': 'with a slash',
      'user:/a/z': 'whole',
    });
  });

  it('does what a model of it does, and writes only what differs', async () => {
    const meta = fc.dictionary(fc.constantFrom('x', 'type', 'check/length/max'), fc.constantFrom('string', '9'));
    const content = fc.record({ value: fc.constantFrom('', '1', '2'), meta });
    const keys = fc.dictionary(fc.constantFrom('a', 'b', 'c/d', 'c'), content);
    await fc.assert(
      fc.asyncProperty(keys, keys, fc.boolean(), async (before, given, storesMany) => {
        const test = await withInstance();
        test.elektrads.host(HOST).storesMany = storesMany;
        for (const [name, key] of Object.entries(before)) test.keys.set(`user:/t/${name}`, key);
        let writes = 0;
        test.elektrads.host(HOST).fail = (request) => void (writes += request === 'read' ? 0 : 1);
        const configurations = Object.entries(given).map(([key, each]) => ({ key, ...each }));
        const input = { id: test.id, key: 'user:/t', configurations };
        await test.call('keys.setAll', input);
        const after = { ...before };
        for (const [name, each] of Object.entries(given)) {
          after[name] = { value: each.value, meta: { ...before[name]?.meta, ...each.meta } };
        }
        expect(Object.fromEntries(test.keys)).toEqual(
          Object.fromEntries(Object.entries(after).map(([name, key]) => [`user:/t/${name}`, key])),
        );
        writes = 0;
        await test.call('keys.setAll', input);
        expect(writes).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
