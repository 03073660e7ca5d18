import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { KeyVersion } from '#shared/model/key.ts';
import { clusterdUnderTest, type ClusterdUnderTest } from '../testing/clusterd-under-test.ts';

const HOST = 'http://a:1';

interface WithInstance extends ClusterdUnderTest {
  readonly id: InstanceId;
  readonly keys: Map<string, { value?: string; meta: Record<string, string> }>;
}

async function withInstance(keys: Record<string, string> = {}): Promise<WithInstance> {
  const test = await clusterdUnderTest();
  const { id } = await test.call('instances.create', { name: 'a', host: HOST });
  const stored = test.elektrads.host(HOST).keys as WithInstance['keys'];
  for (const [name, value] of Object.entries(keys)) stored.set(name, { value, meta: {} });
  return { ...test, id, keys: stored };
}

describe('keys.set', () => {
  it('creates, tells so, and canonicalises the name', async () => {
    const { call, id, keys } = await withInstance();
    expect(await call('keys.set', { id, key: 'user:/a//b/../#10', value: '1' })).toMatchObject({
      created: true,
      value: '1',
    });
    expect([...keys.keys()]).toEqual(['user:/a/#_10']);
    expect(await call('keys.set', { id, key: 'user:/a/#_10', value: '2' })).toMatchObject({ created: false });
  });

  it('refuses a value based on an older one, with both values', async () => {
    const { call, id, keys } = await withInstance({ 'user:/a': 'old' });
    const {
      keys: [read],
    } = await call('keys.readMany', { id, keys: ['user:/a'] });
    keys.set('user:/a', { value: 'theirs', meta: {} });
    await expect(call('keys.set', { id, key: 'user:/a', value: 'mine', basedOn: read?.version })).rejects.toMatchObject(
      { code: 'VERSION_CONFLICT', data: { theirs: { value: 'theirs' }, yours: { value: 'mine' } } },
    );
    expect(keys.get('user:/a')?.value).toBe('theirs');
  });

  it('can be based on the absence of the key', async () => {
    const { call, id, keys } = await withInstance();
    const based = { id, key: 'user:/a', value: 'x', basedOn: 'absent' as KeyVersion };
    await call('keys.set', based);
    await expect(call('keys.set', based)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(keys.get('user:/a')?.value).toBe('x');
  });

  it.each(['proc:/a', 'default:/a', 'meta:/a', '/a', 'user/a', 'user:', 'x:/a', 'user:/a\\b'])(
    'refuses to write %s',
    async (key) => {
      const { call, id, keys } = await withInstance();
      await expect(call('keys.set', { id, key, value: '' })).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
      expect(keys.size).toBe(0);
    },
  );

  it('honours restrict/write', async () => {
    const { call, id, keys } = await withInstance();
    keys.set('user:/a', { value: '1', meta: { 'restrict/write': '1' } });
    await expect(call('keys.set', { id, key: 'user:/a', value: '2' })).rejects.toMatchObject({
      code: 'KEY_RESTRICTED',
    });
  });

  it('checks inside the turn: of writers based on the same version exactly one wins', async () => {
    const { call, id, keys } = await withInstance({ 'user:/a': 'old' });
    const {
      keys: [read],
    } = await call('keys.readMany', { id, keys: ['user:/a'] });
    const writers = Array.from({ length: 20 }, (_, index) =>
      call('keys.set', { id, key: 'user:/a', value: `${index}`, basedOn: read?.version }),
    );
    const outcomes = await Promise.allSettled(writers);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(keys.get('user:/a')?.value).toBe('0');
  });
});

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

describe('keys.read', () => {
  it('answers a missing key with exists false, and names what an instance lists in the old form', async () => {
    const { call, id } = await withInstance({ 'user:/a/b': 'x', 'user:/a/b/c': 'y' });
    expect(await call('keys.read', { id, key: 'user:/none' })).toEqual({
      exists: false,
      name: 'none',
      path: 'user:/none',
      ls: [],
      children: [],
    });
    const read = await call('keys.read', { id, key: 'user:/a/b' });
    expect(read).toMatchObject({
      exists: true,
      name: 'b',
      path: 'user:/a/b',
      ls: ['user:/a/b', 'user:/a/b/c'],
      value: 'x',
    });
    expect(read.children?.[0]).toMatchObject({ name: 'c', value: 'y' });
  });

  it.each(['keys.read', 'keys.readMany', 'keys.find'] as const)('%s tells what Elektra says to it', async (operation) => {
    const { call, id, elektrads } = await withInstance();
    elektrads.host(HOST).fail = () => {
      throw new ElektraError('ELEKTRA_REJECTED', 'Elektra refused it: a file cannot be parsed');
    };
    const input = { id, key: 'user:/a', keys: ['user:/a'], query: 'a' };
    const fields = { 'keys.read': ['id', 'key'], 'keys.readMany': ['id', 'keys'], 'keys.find': ['id', 'query'] };
    const asked = Object.fromEntries(Object.entries(input).filter(([field]) => fields[operation].includes(field)));
    await expect(call(operation, asked as never)).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED' });
  });

  it('reads names that our rules forbid but a database holds', async () => {
    const { call, id, keys } = await withInstance();
    keys.set('user:/a\\#10', { value: 'odd', meta: {} });
    const { keys: read } = await call('keys.readMany', { id, keys: ['user:/a\\#10', 'user:/none'] });
    expect(read.map(({ value }) => value)).toEqual(['odd', undefined]);
  });
});

describe('what is seen of an instance on the way', () => {
  it('goes offline with the failure and online with the answer, keeping since when', async () => {
    const { call, id, elektrads, clock } = await withInstance({ 'user:/a': 'x' });
    elektrads.host(HOST).up = false;
    await expect(call('keys.read', { id, key: 'user:/a' })).rejects.toMatchObject({ code: 'INSTANCE_UNREACHABLE' });
    const {
      items: [offline],
    } = await call('instances.list', {});
    expect(offline?.seen).toMatchObject({ state: 'offline', since: clock.now() });
    elektrads.host(HOST).up = true;
    await call('keys.read', { id, key: 'user:/a' });
    expect((await call('instances.get', { id })).seen).toMatchObject({ state: 'online', lastError: null });
  });
});
