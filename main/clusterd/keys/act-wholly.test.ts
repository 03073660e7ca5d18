import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CancelledError } from '#shared/contract/cancelled.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { HOST, withInstance, type WithInstance } from '../testing/with-instance.ts';

const rejected = () => new ElektraError('ELEKTRA_REJECTED', 'Elektra refused it: a file cannot be parsed');

describe('acts on a subtree happen wholly or are put back', () => {
  const SUBTREE = { 'user:/from': '0', 'user:/from/a': '1', 'user:/from/a/b': '2', 'user:/from/c': '3' };
  const plain = (keys: WithInstance['keys']) =>
    Object.fromEntries([...keys].sort().map(([name, { value }]) => [name, value]));

  /** Fails the n-th request that changes something, once. */
  function failNth(test: WithInstance, nth: number): void {
    let count = 0;
    test.elektrads.host(HOST).fail = (request) => {
      if (request === 'read') return;
      count += 1;
      if (count === nth) throw new ElektraError('INSTANCE_UNREACHABLE', 'cut');
    };
  }

  it.each([['keys.remove'], ['keys.move']] as const)('%s, cut at every single request in turn', async (operation) => {
    for (let nth = 1; ; nth += 1) {
      const test = await withInstance(SUBTREE);
      failNth(test, nth);
      const act =
        operation === 'keys.remove'
          ? test.call('keys.remove', { id: test.id, key: 'user:/from' })
          : test.call('keys.move', { id: test.id, key: 'user:/from', target: 'user:/to' });
      const outcome = await act.then(
        () => 'done',
        (error: unknown) => error,
      );
      if (outcome === 'done') {
        expect(nth).toBeGreaterThan(4);
        expect(Object.keys(plain(test.keys))).toEqual(
          operation === 'keys.remove' ? [] : ['user:/to', 'user:/to/a', 'user:/to/a/b', 'user:/to/c'],
        );
        return;
      }
      expect(outcome).toMatchObject({ code: 'INSTANCE_UNREACHABLE' });
      expect(plain(test.keys)).toEqual(SUBTREE);
    }
  });

  it.each([['keys.remove'], ['keys.move']] as const)(
    '%s, when its caller goes away at every single request in turn',
    async (operation) => {
      for (let nth = 1, isOver = false; !isOver; nth += 1) {
        const test = await withInstance(SUBTREE);
        const caller = new AbortController();
        let count = 0;
        test.elektrads.host(HOST).fail = () => {
          count += 1;
          if (count === nth) caller.abort();
        };
        const input = { id: test.id, key: 'user:/from', target: 'user:/to' };
        const call = { signal: caller.signal };
        const act =
          operation === 'keys.move'
            ? test.call(operation, input, call)
            : test.call(operation, { id: test.id, key: 'user:/from' }, call);
        await act.catch((error: unknown) => expect(error).toBeInstanceOf(CancelledError));
        const names = Object.keys(plain(test.keys));
        const whole = operation === 'keys.move' ? Object.keys(SUBTREE).map((name) => name.replace('from', 'to')) : [];
        expect([Object.keys(SUBTREE), whole]).toContainEqual(names);
        isOver = !caller.signal.aborted;
      }
    },
  );

  it('writes nothing anew that a refused removal left as it was', async () => {
    const test = await withInstance(SUBTREE);
    const requests: string[] = [];
    test.elektrads.host(HOST).fail = (request, name) => {
      requests.push(request);
      if (request === 'remove' && name === 'user:/from/a') throw rejected();
    };
    await expect(test.call('keys.remove', { id: test.id, key: 'user:/from' })).rejects.toMatchObject({
      code: 'ELEKTRA_REJECTED',
    });
    expect(plain(test.keys)).toEqual(SUBTREE);
    expect(requests.filter((request) => request === 'set')).toHaveLength(2);
  });

  it('asks a host that is gone once, and names ten of a thousand keys', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `user:/from/${index}`);
    const test = await withInstance(Object.fromEntries(names.map((name) => [name, ''])));
    let isGone = false;
    let asked = 0;
    test.elektrads.host(HOST).fail = (request) => {
      isGone ||= request === 'remove';
      asked += isGone ? 1 : 0;
      if (isGone) throw new ElektraError('INSTANCE_TIMEOUT', 'gone');
    };
    const error = await test.call('keys.remove', { id: test.id, key: 'user:/from' }).catch((e: unknown) => e);
    expect(String(error)).toMatch(/could not be put back for: (?:user:\/from\/\d+, ){10}and 990 more$/);
    expect(asked).toBeLessThan(4);
  });

  it('names what could not be put back', async () => {
    const test = await withInstance(SUBTREE);
    let writes = 0;
    test.elektrads.host(HOST).fail = (request) => {
      writes += request === 'read' ? 0 : 1;
      if (writes > 5) throw new ElektraError('INSTANCE_UNREACHABLE', 'cut for good');
    };
    const error = await test
      .call('keys.move', { id: test.id, key: 'user:/from', target: 'user:/to' })
      .catch((e: unknown) => e);
    expect(String(error)).toMatch(/could not be put back for: .*user:\/to/);
  });

  it('moves values and metadata, any subtree, and refuses what it would overwrite', async () => {
    const part = fc.constantFrom('a', 'b', 'c');
    const tree = fc.dictionary(
      fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
      fc.string(),
      { minKeys: 1, maxKeys: 8 },
    );
    await fc.assert(
      fc.asyncProperty(tree, async (keys) => {
        const test = await withInstance();
        for (const [name, value] of Object.entries(keys))
          test.keys.set(`user:/from/${name}`, { value, meta: { description: name } });
        await test.call('keys.move', { id: test.id, key: 'user:/from', target: 'system:/to' });
        expect(Object.fromEntries(test.keys)).toEqual(
          Object.fromEntries(
            Object.entries(keys).map(([name, value]) => [`system:/to/${name}`, { value, meta: { description: name } }]),
          ),
        );
        test.keys.set('user:/from', { value: '', meta: {} });
        await expect(
          test.call('keys.move', { id: test.id, key: 'user:/from', target: 'system:/to' }),
        ).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['user:/from', 'user:/from/a/deeper', 'KEY_NAME_INVALID'],
    ['user:/from/a', 'user:/from', 'KEY_NAME_INVALID'],
    ['user:/nothing', 'user:/to', 'KEY_NOT_FOUND'],
  ])('refuses to move %s to %s', async (key, target, code) => {
    const test = await withInstance(SUBTREE);
    await expect(test.call('keys.move', { id: test.id, key, target })).rejects.toMatchObject({ code });
    expect(plain(test.keys)).toEqual(SUBTREE);
  });

  it('refuses to move binary keys before its first write, and restricted ones to go', async () => {
    const test = await withInstance(SUBTREE);
    test.keys.set('user:/from/bin', { meta: { binary: '' } });
    await expect(test.call('keys.move', { id: test.id, key: 'user:/from', target: 'user:/to' })).rejects.toMatchObject({
      code: 'VALUE_NOT_CARRIED',
    });
    test.keys.set('user:/from/bin', { value: '', meta: { 'restrict/remove': '1' } });
    await expect(test.call('keys.remove', { id: test.id, key: 'user:/from' })).rejects.toMatchObject({
      code: 'KEY_RESTRICTED',
    });
    expect(test.keys.size).toBe(5);
  });
});
