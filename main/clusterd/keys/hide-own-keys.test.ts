import { describe, expect, it } from 'vitest';
import { IDENTITY_KEY } from '#shared/model/own-keys.ts';
import { HOST, withInstance } from '../testing/with-instance.ts';

const ABOVE = 'user:/sw/elektra/web/#0/current';
const NONCE = `${IDENTITY_KEY}/nonce`;
const OWN = { [IDENTITY_KEY]: 'marker', [NONCE]: 'n' };

describe("clusterd's own keys", () => {
  it('are in no listing, nor are the places that are there only for them', async () => {
    const { call, id } = await withInstance({ ...OWN, 'user:/a': '1' });
    const root = await call('keys.read', { id, key: 'user:/', preload: 9 });
    expect(root.ls).toEqual(['user:/a']);
    expect(root.children?.map(({ path }) => path)).toEqual(['user:/a']);
    expect((await call('keys.read', { id })).ls).toEqual(['user:/a']);
    expect(await call('keys.read', { id, key: IDENTITY_KEY })).toMatchObject({ exists: false, ls: [] });
    expect(await call('keys.read', { id, key: ABOVE })).toMatchObject({ exists: false, ls: [] });
  });

  it('leave what is beside them', async () => {
    const { call, id } = await withInstance({ ...OWN, [`${ABOVE}/identities`]: 'x', [ABOVE]: 'top' });
    const node = await call('keys.read', { id, key: ABOVE });
    expect(node).toMatchObject({ exists: true, value: 'top', ls: [ABOVE, `${ABOVE}/identities`] });
    expect(node.children?.map(({ path }) => path)).toEqual([`${ABOVE}/identities`]);
  });

  it('are missing among many, and found by no search', async () => {
    const { call, id } = await withInstance({ ...OWN, 'user:/identity': 'marker' });
    const { keys } = await call('keys.readMany', { id, keys: [IDENTITY_KEY, 'user:/identity'] });
    expect(keys.map(({ exists }) => exists)).toEqual([false, true]);
    expect(keys[0]).not.toHaveProperty('value');
    expect(await call('keys.find', { id, query: 'identity' })).toEqual(['user:/identity']);
    expect(await call('keys.find', { id, query: 'marker', in: ['value'] })).toEqual(['user:/identity']);
  });

  it('stay where they are when what is above them goes, moves or is copied', async () => {
    const { call, id, elektrads } = await withInstance({ ...OWN, [`${ABOVE}/theme`]: 'dark' });
    const { keys, ownKeys } = elektrads.host(HOST);
    const own = JSON.stringify([...ownKeys]);
    await call('keys.copy', { id, key: 'user:/sw/elektra', target: 'user:/copy' });
    expect(keys.has('user:/copy/web/#0/current/theme')).toBe(true);
    await call('keys.move', { id, key: 'user:/sw/elektra', target: 'user:/moved' });
    await call('keys.remove', { id, key: 'user:/sw' });
    await call('keys.removeMany', { id, keys: ['user:/sw', 'user:/copy'] });
    expect([...keys.keys()]).toEqual(['user:/moved/web/#0/current/theme']);
    expect(JSON.stringify([...ownKeys])).toBe(own);
  });

  it('are neither written nor removed', async () => {
    const { call, id, elektrads } = await withInstance({ ...OWN, 'user:/a': '1', 'user:/a/identity': '2' });
    const { keys, ownKeys } = elektrads.host(HOST);
    const before = JSON.stringify([...keys, ...ownKeys]);
    const spelledOtherwise = 'user:/sw//elektra/./web/#0/current/identity/nonce';
    for (const key of [IDENTITY_KEY, NONCE, spelledOtherwise]) {
      const refused = { code: 'KEY_NAME_INVALID', message: expect.stringContaining("clusterd's own") };
      await expect(call('keys.set', { id, key, value: 'x' })).rejects.toMatchObject(refused);
      await expect(call('keys.remove', { id, key })).rejects.toMatchObject(refused);
      await expect(call('keys.removeMany', { id, keys: ['user:/a', key] })).rejects.toMatchObject(refused);
      await expect(call('keys.setMeta', { id, name: key, key: 'comment', value: 'x' })).rejects.toMatchObject(refused);
      await expect(call('keys.move', { id, key: 'user:/a', target: key })).rejects.toMatchObject(refused);
      await expect(call('keys.copy', { id, key, target: 'user:/b' })).rejects.toMatchObject(refused);
    }
    const configurations = [{ key: 'identity', value: 'x' }];
    await expect(call('keys.setAll', { id, key: ABOVE, configurations })).rejects.toMatchObject({
      code: 'KEY_NAME_INVALID',
    });
    await expect(call('keys.copy', { id, key: 'user:/a', target: ABOVE, force: true })).rejects.toMatchObject({
      code: 'KEY_NAME_INVALID',
    });
    expect(JSON.stringify([...keys, ...ownKeys])).toBe(before);
  });
});
