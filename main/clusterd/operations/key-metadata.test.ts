import { describe, expect, it } from 'vitest';
import type { KeyVersion } from '#shared/model/key.ts';
import { HOST, withInstance, type WithInstance } from '../testing/with-instance.ts';

const NAME = 'user:/a';

async function withMeta(meta: Record<string, string>): Promise<WithInstance> {
  const test = await withInstance();
  test.keys.set(NAME, { value: '5', meta });
  return test;
}

async function versionOf({ call, id }: WithInstance): Promise<KeyVersion> {
  const { keys } = await call('keys.readMany', { id, keys: [NAME] });
  return keys[0]?.version ?? ('absent' as KeyVersion);
}

describe('metadata', () => {
  it('is set and taken off, one metakey and many, in the spelling that Elektra stores', async () => {
    const test = await withMeta({ x: '1' });
    const { call, id, keys } = test;
    await call('keys.setMeta', { id, name: 'user://a', key: 'check/enum/#10', value: 'ten' });
    expect(keys.get(NAME)?.meta).toEqual({ x: '1', 'check/enum/#_10': 'ten' });
    await call('keys.setMeta', { id, name: NAME, key: 'x' });
    await call('keys.removeMeta', { id, name: NAME, key: 'meta:/check/enum/#10' });
    expect(keys.get(NAME)).toEqual({ value: '5', meta: {} });
    const meta = [{ key: 'a', value: '1' }, { key: 'b', value: '2' }, { key: 'a' }, { key: 'b', value: '3' }];
    await call('keys.setMetaMany', { id, name: NAME, meta });
    expect(keys.get(NAME)?.meta).toEqual({ b: '3' });
  });

  it('makes a key that is missing, but not in order to take something off it', async () => {
    const { call, id, keys } = await withInstance();
    await call('keys.setMeta', { id, name: NAME, key: 'x', value: null });
    await call('keys.setMetaMany', { id, name: NAME, meta: [{ key: 'x' }, { key: 'y' }] });
    const gone = { code: 'KEY_NOT_FOUND', data: { key: NAME } };
    await expect(call('keys.removeMeta', { id, name: NAME, key: 'x' })).rejects.toMatchObject(gone);
    expect(keys.size).toBe(0);
    await call('keys.setMetaMany', { id, name: NAME, meta: [{ key: 'x', value: '1' }] });
    expect(keys.get(NAME)).toEqual({ value: '', meta: { x: '1' } });
  });

  it('of a restricted key can be changed only by taking the restriction off first', async () => {
    const test = await withMeta({ 'restrict/write': '1', x: '1' });
    const { call, id, keys } = test;
    const refused = { code: 'KEY_RESTRICTED', data: { restriction: 'restrict/write' } };
    const off = { key: 'restrict/write', value: null };
    await expect(call('keys.setMeta', { id, name: NAME, key: 'x', value: '2' })).rejects.toMatchObject(refused);
    await expect(call('keys.removeMeta', { id, name: NAME, key: 'x' })).rejects.toMatchObject(refused);
    await expect(
      call('keys.setMetaMany', { id, name: NAME, meta: [off, { key: 'x', value: '2' }] }),
    ).rejects.toMatchObject(refused);
    await call('keys.setMeta', { id, name: NAME, key: 'x', value: '1' });
    await call('keys.setMetaMany', { id, name: NAME, meta: [off, { key: 'restrict/remove', value: '1' }] });
    expect(keys.get(NAME)?.meta).toEqual({ x: '1', 'restrict/remove': '1' });
  });

  it('is compared with the version by the metakeys that are to be changed, and by no others', async () => {
    const test = await withMeta({ x: '1', y: '1' });
    const { call, id, keys } = test;
    const basedOn = await versionOf(test);
    keys.set(NAME, { value: 'other', meta: { x: 'theirs', y: '1' } });
    await call('keys.setMeta', { id, name: NAME, key: 'y', value: '2', basedOn });
    await call('keys.setMeta', { id, name: NAME, key: 'new', value: '1', basedOn });
    const conflict = (meta: object) => ({
      code: 'VERSION_CONFLICT',
      data: { key: NAME, theirs: { value: 'other', meta: { x: 'theirs', y: '2', new: '1' } }, yours: { meta } },
    });
    await expect(call('keys.setMeta', { id, name: NAME, key: 'x', value: 'mine', basedOn })).rejects.toMatchObject(
      conflict({ x: 'mine' }),
    );
    await expect(call('keys.removeMeta', { id, name: NAME, key: 'new', basedOn })).rejects.toMatchObject(
      conflict({ new: null }),
    );
    const meta = [{ key: 'z', value: '1' }, { key: 'y' }];
    await expect(call('keys.setMetaMany', { id, name: NAME, meta, basedOn })).rejects.toMatchObject(
      conflict({ z: '1', y: null }),
    );
    expect(keys.get(NAME)?.meta).toEqual({ x: 'theirs', y: '2', new: '1' });
  });

  it.each([['a\\'], ['meta:/'], ['/'], ['a\\b'], ['x\0y'], ['..']])('has no metakey %j', async (key) => {
    const { call, id, keys } = await withMeta({});
    const invalid = { code: 'KEY_NAME_INVALID', data: { key } };
    await expect(call('keys.setMeta', { id, name: NAME, key, value: '1' })).rejects.toMatchObject(invalid);
    await expect(call('keys.setMetaMany', { id, name: NAME, meta: [{ key, value: '1' }] })).rejects.toMatchObject(
      invalid,
    );
    await expect(
      call('keys.setAll', { id, key: NAME, configurations: [{ key: '', value: '1', meta: { [key]: '1' } }] }),
    ).rejects.toMatchObject(invalid);
    expect(keys.get(NAME)).toEqual({ value: '5', meta: {} });
  });

  it('never makes binary data of a value, nor text of binary data, and is set on binary keys as on others', async () => {
    const { call, id, keys } = await withInstance();
    keys.set(NAME, { meta: { binary: '' } });
    const refused = { code: 'VALUE_NOT_CARRIED' };
    await expect(call('keys.setMeta', { id, name: NAME, key: 'binary' })).rejects.toMatchObject(refused);
    await expect(
      call('keys.setMetaMany', { id, name: 'user:/b', meta: [{ key: 'binary', value: '' }] }),
    ).rejects.toMatchObject(refused);
    await call('keys.setMetaMany', {
      id,
      name: NAME,
      meta: [
        { key: 'x', value: '1' },
        { key: 'y', value: '2' },
      ],
    });
    expect(Object.fromEntries(keys)).toEqual({ [NAME]: { meta: { binary: '', x: '1', y: '2' } } });
  });

  it('that our rules forbid and a database holds stays as it is when other metadata changes', async () => {
    const { call, id, keys } = await withMeta({ 'a\\': 'odd\0' });
    await call('keys.setMetaMany', {
      id,
      name: NAME,
      meta: [
        { key: 'x', value: '1' },
        { key: 'y', value: '2' },
      ],
    });
    expect(keys.get(NAME)?.meta).toEqual({ 'a\\': 'odd\0', x: '1', y: '2' });
  });

  it('with a zero byte is refused before anything is written', async () => {
    const { call, id, keys, elektrads } = await withMeta({});
    let writes = 0;
    elektrads.host(HOST).fail = (request) => void (writes += request === 'read' ? 0 : 1);
    const meta = [
      { key: 'x', value: '1' },
      { key: 'y', value: 'a\0b' },
    ];
    await expect(call('keys.setMetaMany', { id, name: NAME, meta })).rejects.toMatchObject({
      code: 'VALUE_NOT_CARRIED',
    });
    expect([writes, keys.get(NAME)?.meta]).toEqual([0, {}]);
  });

  it.each([['spec:/a'], ['spec:/_']])('that comes from %s is taken off there', async (spec) => {
    const { call, id, keys } = await withMeta({ type: 'long', order: '1' });
    keys.set(spec, { value: '', meta: { type: 'long', order: '2' } });
    const refused = { code: 'ELEKTRA_REJECTED', message: expect.stringContaining(spec) };
    await expect(call('keys.removeMeta', { id, name: NAME, key: 'type' })).rejects.toMatchObject(refused);
    await call('keys.removeMeta', { id, name: NAME, key: 'order' });
    expect(keys.get(NAME)?.meta).toEqual({ type: 'long' });
  });
});
