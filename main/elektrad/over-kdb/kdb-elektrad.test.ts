import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseKeyName } from '#shared/model/key-name.ts';
import { kdbElektrad, type KdbElektrad } from './testing/kdb-elektrad-calls.ts';
import { textKey } from './testing/stand-in-keys.ts';

let host: KdbElektrad;

beforeEach(() => {
  host = kdbElektrad();
});
afterEach(() => host.elektrad.close());

const set = (name: string, value = 'v') => host.call('kdb.set', { name, value });
const get = (name: string, preload = 0) => host.call('kdb.get', { name, preload });
const names = async () => (await host.call('kdb.get', {})).ls;
const put = (name: string, bytes: Uint8Array) =>
  host.kdb.state.keys.set(parseKeyName(name), { name: '', value: { kind: 'binary', bytes }, meta: [['binary', '']] });

describe('an elektrad over kdb', () => {
  it('says the version of the host and what it can do, and claims neither a store of its own nor an id', async () => {
    const version = await host.call('version.get', {});
    expect(version).toEqual({
      api: 1,
      elektra: { version: '0.11.0', major: 0, minor: 11, micro: 0 },
      product: { name: 'test', version: '1' },
      capabilities: ['recursive-delete', 'read-many', 'move', 'copy', 'set-all', 'set-many-metadata'],
    });
  });

  it('reads a subtree by one run of the command', async () => {
    await set('user:/a/b', 'deep');
    host.kdb.runs.length = 0;
    expect((await get('user:/a', 3)).children?.[0]?.value).toBe('deep');
    expect(host.kdb.runs).toEqual([['export', 'user:/a', 'dump']]);
  });

  it('gives all children, those without a key of their own too', async () => {
    for (const path of ['k1', 'k2', 'k3', 'only/below', 'k3/x']) await set(`user:/c/${path}`);
    const { children = [] } = await get('user:/c');
    expect(children.map(({ name, exists }) => [name, exists])).toEqual([
      ['k1', true],
      ['k2', true],
      ['k3', true],
      ['only', false],
    ]);
  });

  it('gives everything without a name, from all namespaces that are stored', async () => {
    await set('spec:/a');
    await set('system:/b');
    const { ls, children } = await host.call('kdb.get', {});
    expect(ls).toEqual(['spec:/a', 'system:/b']);
    expect(children?.map(({ path }) => path)).toEqual(['spec:/', 'system:/']);
  });

  it('shows bytes and null keys as what they are', async () => {
    put('user:/bytes', new Uint8Array([0, 1]));
    put('user:/null', new Uint8Array());
    expect(await get('user:/bytes')).toMatchObject({ exists: true, value: '(binary)', meta: { binary: '' } });
    expect(await get('user:/null')).toEqual(expect.objectContaining({ exists: true, meta: { binary: '' } }));
    expect(await get('user:/null')).not.toHaveProperty('value');
  });

  it('survives names that Elektra stores against its own rules, and text that is no UTF-8', async () => {
    for (const name of ['user:/a\\#10', 'user:/\\#1', 'user:/%']) {
      host.kdb.state.keys.set(name as ReturnType<typeof parseKeyName>, textKey('odd'));
    }
    const latin1 = { kind: 'string', text: new Uint8Array([0xfc]) } as const;
    host.kdb.state.keys.set(parseKeyName('user:/latin1'), {
      name: '',
      value: latin1,
      meta: [['comment/#0', latin1.text]],
    });
    const { ls, children } = await get('user:/', 9);
    expect(ls).toHaveLength(4);
    expect(children?.length).toBeGreaterThan(0);
    expect(await get('user:/latin1')).toMatchObject({ value: '(binary)', meta: { 'comment/#0': '\ufffd' } });
  });

  it('reads many keys by one export of what they have in common, in the order asked for', async () => {
    await set('user:/m/a', 'A');
    await set('system:/x', 'X');
    host.kdb.runs.length = 0;
    const asked = ['user:/m/b/c', 'system:/x', 'user:/m/a', 'default:/d'];
    const { keys } = await host.call('kdb.readMany', { names: asked });
    expect(keys).toEqual([
      { name: 'user:/m/b/c', exists: false },
      { name: 'system:/x', exists: true, value: 'X' },
      { name: 'user:/m/a', exists: true, value: 'A' },
      { name: 'default:/d', exists: false },
    ]);
    expect(host.kdb.runs).toEqual([
      ['export', 'user:/m', 'dump'],
      ['export', 'system:/x', 'dump'],
    ]);
  });

  it('finds names in linear time, in all namespaces', async () => {
    await set('spec:/find/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!');
    await set('user:/find/b');
    expect(await host.call('kdb.find', { query: 'find/(a+)+$' })).toEqual([]);
    expect(await host.call('kdb.find', { query: '/find/.' })).toHaveLength(2);
    await expect(host.call('kdb.find', { query: '(' })).rejects.toMatchObject({ code: 'QUERY_INVALID' });
  });

  it.each(['proc:/a', 'default:/a', '/a', 'meta:/a'])(
    'does not write %s, and does not ask the command',
    async (name) => {
      await expect(set(name)).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
      await expect(host.call('kdb.remove', { name })).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
      await expect(host.call('meta.set', { name, key: 'a', value: 'b' })).rejects.toMatchObject({
        code: 'KEY_NAME_INVALID',
      });
      await expect(host.call('kdb.move', { name: 'user:/a', target: name })).rejects.toMatchObject({
        code: 'KEY_NAME_INVALID',
      });
      expect(host.kdb.runs).toEqual([]);
    },
  );

  it("refuses what is Elektra's own, in its words", async () => {
    await expect(set('system:/elektra/version/x')).rejects.toMatchObject({
      code: 'ELEKTRA_REJECTED',
      data: { number: 'C01320' },
    });
    expect(await names()).toEqual([]);
  });

  it.each([
    'two\nlines',
    '"quoted" \'twice\'',
    '$(rm -rf /) `id` ; & | > x',
    '-5',
    '--',
    '-n',
    '',
    'ü😀',
    '\\',
    '%s%n',
  ])('stores the value %j as it is', async (value) => {
    await set('user:/value', value);
    expect((await get('user:/value')).value ?? '').toBe(value);
    await host.call('meta.set', { name: 'user:/value', key: 'comment/#0', value });
    expect((await get('user:/value')).meta).toEqual({ 'comment/#0': value });
  });

  it('carries values that no argument could', async () => {
    const large = 'ü'.repeat(200_000);
    expect(await set('user:/large', large)).toEqual({ created: true });
    await host.call('meta.set', { name: 'user:/large', key: 'description', value: large });
    await set('user:/large/below');
    expect(await set('user:/large', `${large}!`)).toEqual({ created: false });
    expect(await get('user:/large')).toMatchObject({ value: `${large}!`, meta: { description: large } });
    expect(host.kdb.runs.flat().every((argument) => argument.length < 1_000)).toBe(true);
    expect(await names()).toContain('user:/large/below');
  });

  it('shows the value of a secret key to nobody who lists the processes', async () => {
    await host.call('meta.set', { name: 'user:/secret', key: 'crypto/encrypt', value: '1' });
    await set('user:/secret', 'hunter2');
    await set('user:/secret/below');
    await set('user:/secret', 'hunter3');
    expect((await get('user:/secret')).value).toBe('hunter3');
    expect((await get('user:/secret/below')).value).toBe('v');
    expect(host.kdb.runs.flat().filter((argument) => argument.startsWith('hunter'))).toEqual([]);
  });

  it('replaces a part as a whole only where it writes all of it', async () => {
    const strategies = () => host.kdb.runs.filter(([command]) => command === 'import').map((args) => args[2]);
    const meta = [
      { key: 'a', value: '1' },
      { key: 'b', value: '2' },
    ];
    await host.call('meta.setMany', { name: 'user:/leaf', meta });
    await set('user:/tree/below');
    await host.call('meta.setMany', { name: 'user:/tree', meta });
    expect(strategies()).toEqual(['cut', 'import']);
    expect((await get('user:/tree/below')).value).toBe('v');
  });

  it('makes a binary key text', async () => {
    put('user:/b', new Uint8Array([1]));
    await set('user:/b', 'text');
    expect(await get('user:/b')).toEqual({ exists: true, name: 'b', path: 'user:/b', ls: ['user:/b'], value: 'text' });
  });

  it('removes one key, or all below it, and nothing beside it', async () => {
    for (const path of ['r', 'r/a', 'r/a/b', 'r.1', 'rr']) await set(`user:/${path}`);
    await host.call('kdb.remove', { name: 'user:/r' });
    expect(await names()).toEqual(['user:/r/a', 'user:/r/a/b', 'user:/r.1', 'user:/rr']);
    await host.call('kdb.remove', { name: 'user:/r', recursive: true });
    expect(await names()).toEqual(['user:/r.1', 'user:/rr']);
    expect(await host.call('kdb.remove', { name: 'user:/r', recursive: true })).toEqual({});
  });

  it('sets and removes metadata, one and many, creating the key only for something', async () => {
    const name = 'user:/meta';
    await host.call('meta.set', { name, key: 'a' });
    expect((await get(name)).exists).toBe(false);
    await host.call('meta.setMany', {
      name,
      meta: [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
        { key: 'a', value: '3' },
      ],
    });
    expect((await get(name)).meta).toEqual({ a: '3', b: '2' });
    await host.call('meta.setMany', { name, meta: [{ key: 'a' }, { key: 'meta:/c', value: '-x' }] });
    expect((await get(name)).meta).toEqual({ b: '2', c: '-x' });
    await host.call('meta.remove', { name, key: 'b' });
    await host.call('meta.remove', { name, key: 'b' });
    expect((await get(name)).meta).toEqual({ c: '-x' });
    await expect(host.call('meta.remove', { name: 'user:/none', key: 'b' })).rejects.toMatchObject({
      code: 'KEY_NOT_FOUND',
    });
  });

  it('writes many keys at once, and keeps what is not named', async () => {
    await set('user:/all/kept', 'k');
    await host.call('meta.set', { name: 'user:/all/a', key: 'order', value: '1' });
    host.kdb.runs.length = 0;
    await host.call('kdb.setAll', {
      name: 'user:/all',
      configurations: [
        { key: 'a', value: 'first' },
        { key: 'user:/all/b', value: null, meta: { description: 'd' } },
        { key: 'a', value: 'A' },
      ],
    });
    expect(host.kdb.runs.filter(([command]) => command === 'import')).toHaveLength(1);
    expect(await get('user:/all/a')).toMatchObject({ value: 'A', meta: { order: '1' } });
    expect(await get('user:/all/b')).toMatchObject({ exists: true, meta: { description: 'd' } });
    expect(await get('user:/all/kept')).toMatchObject({ value: 'k' });
  });
});
