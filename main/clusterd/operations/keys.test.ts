import { describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { KeyVersion } from '#shared/model/key.ts';
import type { Document } from '../ports.ts';
import { clusterdUnderTest } from '../testing/clusterd-under-test.ts';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import { HOST, withInstance } from '../testing/with-instance.ts';

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

  it('so does a removal, of the key and of what is below it', async () => {
    const { call, id, keys } = await withInstance({ 'user:/a': 'old', 'user:/a/b': 'x' });
    const { version } = await call('keys.read', { id, key: 'user:/a' });
    keys.set('user:/a', { value: 'theirs', meta: {} });
    await expect(call('keys.remove', { id, key: 'user:/a', basedOn: version })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
      data: { theirs: { value: 'theirs' }, yours: null },
    });
    expect(keys.size).toBe(2);
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

describe('keys.removeMany', () => {
  it('removes none when one of them is restricted, below any of them or above', async () => {
    const { call, id, keys } = await withInstance();
    for (const key of ['user:/a', 'user:/b/c', 'user:/d/e']) await call('keys.set', { id, key, value: '1' });
    await call('keys.setMeta', { id, name: 'user:/b/c', key: 'restrict/remove', value: '1' });
    await call('keys.setMeta', { id, name: 'user:/d', key: 'restrict/remove', value: '1' });
    const refused = { code: 'KEY_RESTRICTED' };
    await expect(call('keys.removeMany', { id, keys: ['user:/a', 'user:/b'] })).rejects.toMatchObject(refused);
    await expect(call('keys.removeMany', { id, keys: ['user:/a', 'user:/d/e'] })).rejects.toMatchObject(refused);
    expect([...keys.keys()].sort()).toEqual(['user:/a', 'user:/b/c', 'user:/d', 'user:/d/e']);
    expect(await call('keys.removeMany', { id, keys: ['user:/a', 'user:/not/there'] })).toEqual({});
    expect(keys.has('user:/a')).toBe(false);
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

  it.each(['keys.read', 'keys.readMany', 'keys.find'] as const)(
    '%s tells what Elektra says to it',
    async (operation) => {
      const { call, id, elektrads } = await withInstance();
      elektrads.host(HOST).fail = () => {
        throw new ElektraError('ELEKTRA_REJECTED', 'Elektra refused it: a file cannot be parsed');
      };
      const input = { id, key: 'user:/a', keys: ['user:/a'], query: 'a' };
      const fields = { 'keys.read': ['id', 'key'], 'keys.readMany': ['id', 'keys'], 'keys.find': ['id', 'query'] };
      const asked = Object.fromEntries(Object.entries(input).filter(([field]) => fields[operation].includes(field)));
      await expect(call(operation, asked as never)).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED' });
    },
  );

  it('reads names that our rules forbid but a database holds', async () => {
    const { call, id, keys } = await withInstance();
    keys.set('user:/a\\#10', { value: 'odd', meta: {} });
    const { keys: read } = await call('keys.readMany', { id, keys: ['user:/a\\#10', 'user:/none'] });
    expect(read.map(({ value }) => value)).toEqual(['odd', undefined]);
  });
});

describe('secret keys', () => {
  const viewer = { caller: { id: 'token/v', name: 'v', role: 'viewer' } } as const;
  const operator = { caller: { id: 'token/o', name: 'o', role: 'operator' } } as const;

  it.each([[{ 'crypto/encrypt': '1' }], [{ 'gpg/binary': '' }]])(
    '%j never show their value to a viewer',
    async (meta) => {
      const { call, id, keys } = await withInstance();
      keys.set('user:/a', { value: '', meta: {} });
      keys.set('user:/a/secret', { value: 'hunter2', meta });
      for (const key of ['user:/a', 'user:/a/secret']) {
        const read = await call('keys.read', { id, key, preload: 2 }, viewer);
        expect(JSON.stringify(read)).not.toContain('hunter2');
        expect(JSON.stringify(await call('keys.read', { id, key, preload: 2 }, operator))).toContain('hunter2');
      }
      const many = { id, keys: ['user:/a', 'user:/a/secret'] };
      expect((await call('keys.readMany', many, viewer)).keys).toMatchObject([{ value: '' }, { exists: true, meta }]);
      expect(JSON.stringify(await call('keys.readMany', many, viewer))).not.toContain('hunter2');
      expect((await call('keys.readMany', many, operator)).keys[1]).toMatchObject({ value: 'hunter2' });
    },
  );

  it('have for a viewer a version that tells nothing of the value', async () => {
    const { call, id, keys } = await withInstance();
    const versionOf = async (value: string) => {
      keys.set('user:/a', { value, meta: { 'gpg/binary': '' } });
      return (await call('keys.readMany', { id, keys: ['user:/a'] }, viewer)).keys[0]?.version;
    };
    expect(await versionOf('one')).toBe(await versionOf('two'));
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

  it('is stored once when a hundred requests fail together', async () => {
    const memory = createMemoryDocumentStore();
    let puts = 0;
    const store = { ...memory, put: (document: Document) => memory.put(document).finally(() => void (puts += 1)) };
    const { call, elektrads } = await clusterdUnderTest(store);
    const { id } = await call('instances.create', { name: 'a', host: HOST });
    elektrads.host(HOST).up = false;
    puts = 0;
    await Promise.allSettled(Array.from({ length: 100 }, () => call('keys.read', { id, key: 'user:/a' })));
    await call('instances.change', { id, name: 'b' });
    expect(puts).toBe(2);
  });
});
