import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Progress } from '#shared/clusterd/keys.ts';
import { CancelledError } from '#shared/contract/cancelled.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { HOST, withInstance, type WithInstance } from '../testing/with-instance.ts';

const rejected = () => new ElektraError('ELEKTRA_REJECTED', 'Elektra refused it: a file cannot be parsed');

const SUBTREE = { 'user:/from': '0', 'user:/from/a': '1', 'user:/from/a/b': '2', 'user:/from/c': '3' };
type Keys = Record<string, { readonly value?: string; readonly meta: Record<string, string> }>;

/** What every act is tried on: a subtree with metadata, and a target of which some keys are in the source and some are not. */
const BEFORE: Keys = {
  'user:/from': { value: '0', meta: {} },
  'user:/from/a': { value: '1', meta: { type: 'long', 'check/range': '1-9' } },
  'user:/from/a/b': { value: '2', meta: { description: 'd' } },
  'user:/other/a': { value: 'x', meta: { type: 'string', order: '1' } },
  'user:/other/z': { value: 'y', meta: { example: 'e' } },
};
const at = (to: string): Keys =>
  Object.fromEntries(
    Object.entries(BEFORE)
      .filter(([name]) => name.startsWith('user:/from'))
      .map(([name, key]) => [name.replace('user:/from', to), key]),
  );
const below = (top: string): Keys =>
  Object.fromEntries(Object.entries(BEFORE).filter(([name]) => name.startsWith(top)));

interface Act {
  readonly name: string;
  readonly run: (
    test: WithInstance,
    call?: { signal: AbortSignal; report?: (part: Progress) => void },
  ) => Promise<unknown>;
  readonly after: Keys;
}

const ACTS: readonly Act[] = [
  {
    name: 'remove',
    run: ({ call, id }, given) => call('keys.remove', { id, key: 'user:/from' }, given),
    after: below('user:/other'),
  },
  {
    name: 'remove several',
    run: ({ call, id }, given) =>
      call('keys.removeMany', { id, keys: ['user:/other', 'user:/from/a', 'user:/from', 'user:/other'] }, given),
    after: {},
  },
  {
    name: 'move',
    run: ({ call, id }, given) => call('keys.move', { id, key: 'user:/from', target: 'user:/to' }, given),
    after: { ...below('user:/other'), ...at('user:/to') },
  },
  {
    name: 'move over another',
    run: ({ call, id }, given) =>
      call('keys.move', { id, key: 'user:/from', target: 'user:/other', force: true }, given),
    after: at('user:/other'),
  },
  {
    name: 'copy',
    run: ({ call, id }, given) => call('keys.copy', { id, key: 'user:/from', target: 'system:/to' }, given),
    after: { ...BEFORE, ...at('system:/to') },
  },
  {
    name: 'copy over another',
    run: ({ call, id }, given) =>
      call('keys.copy', { id, key: 'user:/from', target: 'user:/other', force: true }, given),
    after: { ...below('user:/from'), ...at('user:/other') },
  },
  {
    name: 'set all',
    run: ({ call, id }, given) =>
      call(
        'keys.setAll',
        {
          id,
          key: 'user:/from',
          configurations: [
            { key: 'a', value: '20', meta: { 'check/range': '10-30', example: '11' } },
            { key: 'new/one', value: null },
            { key: 'user:/from/a/b', value: 'two' },
            { key: '', value: '0' },
          ],
        },
        given,
      ),
    after: {
      ...BEFORE,
      'user:/from/a': { value: '20', meta: { type: 'long', 'check/range': '10-30', example: '11' } },
      'user:/from/new/one': { value: '', meta: {} },
      'user:/from/a/b': { value: 'two', meta: { description: 'd' } },
    },
  },
  {
    name: 'set many metakeys',
    run: ({ call, id }, given) =>
      call(
        'keys.setMetaMany',
        {
          id,
          name: 'user:/from/a',
          meta: [
            { key: 'type', value: 'enum' },
            { key: 'check/range' },
            { key: 'check/enum', value: '#0' },
            { key: 'check/enum/#0', value: '1' },
          ],
        },
        given,
      ),
    after: {
      ...BEFORE,
      'user:/from/a': { value: '1', meta: { type: 'enum', 'check/enum': '#0', 'check/enum/#0': '1' } },
    },
  },
];

async function withKeys(keys: Keys, storesMany = false): Promise<WithInstance> {
  const test = await withInstance();
  for (const [name, key] of Object.entries(keys)) test.keys.set(name, key);
  test.elektrads.host(HOST).storesMany = storesMany;
  return test;
}

const stored = (test: WithInstance): Keys => Object.fromEntries(test.keys);

describe.each(ACTS.flatMap((act) => [false, true].map((storesMany) => ({ ...act, storesMany }))))(
  '$name, the elektrad stores many at once: $storesMany',
  ({ run, after, storesMany }) => {
    it('does what it says, and tells how far it is', async () => {
      const test = await withKeys(BEFORE, storesMany);
      const parts: Progress[] = [];
      await run(test, { signal: new AbortController().signal, report: (part) => parts.push(part) });
      expect(stored(test)).toEqual(after);
      const done = parts.map((part) => part.done);
      expect(done).toEqual([...done].sort((a, b) => a - b));
      if (parts.length > 0) expect(parts.at(-1)?.done).toBe(parts.at(-1)?.total);
    });

    it('leaves all as it was when any request but a read fails', async () => {
      for (let nth = 1, isOver = false; !isOver; nth += 1) {
        const test = await withKeys(BEFORE, storesMany);
        let count = 0;
        test.elektrads.host(HOST).fail = (request) => {
          count += request === 'read' ? 0 : 1;
          if (request !== 'read' && count === nth) throw rejected();
        };
        const outcome = await run(test).catch((error: unknown) => error);
        isOver = count < nth;
        expect(stored(test)).toEqual(isOver ? after : BEFORE);
        if (!isOver) expect(outcome).toMatchObject({ code: 'ELEKTRA_REJECTED' });
        if (isOver) expect(nth).toBeGreaterThan(1);
      }
    });

    it('leaves all as it was, or is done, when its caller goes away at any request', async () => {
      for (let nth = 1, isOver = false; !isOver; nth += 1) {
        const test = await withKeys(BEFORE, storesMany);
        const caller = new AbortController();
        let count = 0;
        test.elektrads.host(HOST).fail = () => {
          count += 1;
          if (count === nth) caller.abort();
        };
        const isDone = await run(test, { signal: caller.signal }).then(
          () => true,
          (error: unknown) => {
            expect(error).toBeInstanceOf(CancelledError);
            return false;
          },
        );
        expect(stored(test)).toEqual(isDone ? after : BEFORE);
        isOver = !caller.signal.aborted;
      }
    });
  },
);

describe('an act on many keys', () => {
  const plain = (keys: WithInstance['keys']) =>
    Object.fromEntries([...keys].sort().map(([name, { value }]) => [name, value]));

  it('is given up when its caller cancels while it writes, however many keys are left', async () => {
    const test = await withInstance();
    const configurations = Array.from({ length: 300 }, (_, index) => ({ key: `k${index}`, value: 'x' }));
    const caller = new AbortController();
    const parts: Progress[] = [];
    const report = (part: Progress) => {
      parts.push(part);
      if (part.done >= 100) caller.abort();
    };
    const call = test.call(
      'keys.setAll',
      { id: test.id, key: 'user:/a', configurations },
      { signal: caller.signal, report },
    );
    await expect(call).rejects.toBeInstanceOf(CancelledError);
    expect(test.keys.size).toBe(0);
    expect(parts.at(-1)).toEqual({ done: 102, total: 300 });
    expect(parts.length).toBeLessThanOrEqual(35);
  });

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
