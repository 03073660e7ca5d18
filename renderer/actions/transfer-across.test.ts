import { enableAutoUnmount } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { parseKeyName } from '#shared/model/key-name.ts';
import type { ActProgress } from '../composables/use-running-act.ts';
import type { Transfer } from '../stores/key-transfer.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { addSecondDatabase } from '../testing/fake-second-instance.ts';
import { createTestWorld } from '../testing/test-world.ts';
import { useTransferKeys } from './use-transfer-keys.ts';

enableAutoUnmount(afterEach);

/** Two instances; `user:/a` with all below it goes below `user:/t` of the other one, which is open. */
async function twoInstances(mode: Transfer['mode'], replace: readonly string[] = []) {
  const test = createTestWorld();
  const from = test.clusterd.addInstance('from').id;
  const { instance, database } = addSecondDatabase(test.clusterd, 'to');
  test.clusterd.set('user:/a', 'value', { description: 'own', type: 'string' });
  test.clusterd.set('user:/a/b', 'below', { 'x-owner': 'me' });
  test.clusterd.set('spec:/a', '', { type: 'string' });
  const { keys, transfers } = test.run(() => ({ keys: useKeysStore(), transfers: useTransferKeys() }));
  await keys.open(instance.id);
  const move = { key: parseKeyName('user:/a'), target: parseKeyName('user:/t/a') };
  const wanted: Transfer = { mode, from, to: instance.id, moves: [move], replace: new Set(replace) };
  const progress: ActProgress[] = [];
  const control = { signal: new AbortController().signal, onProgress: (next: ActProgress) => void progress.push(next) };
  return { ...test, from, database, keys, progress, run: () => transfers.transfer(wanted, control) };
}

describe('keys that are carried to another instance', () => {
  it('arrive with values and their own metadata, not with what spec:/ says of them', async () => {
    const { run, database, clusterd, keys, progress } = await twoInstances('copy');
    await run();
    expect(database.keys.get('user:/t/a')).toEqual({ value: 'value', meta: { description: 'own' } });
    expect(database.keys.get('user:/t/a/b')).toEqual({ value: 'below', meta: { 'x-owner': 'me' } });
    expect(keys.names).toEqual(['user:/t/a', 'user:/t/a/b']);
    expect(clusterd.names('user:/a')).toHaveLength(2);
    expect(progress[0]).toEqual({ step: 'read', done: 2, total: 2 });
  });

  it('come without what globs of spec:/ say of them, too', async () => {
    const { run, database, clusterd } = await twoInstances('copy');
    clusterd.set('spec:/a/_', '', { 'check/path': '' });
    clusterd.set('spec:/a/list/#', '', { type: 'short' });
    clusterd.set('user:/a/b', 'below', { 'check/path': '', type: 'short' });
    clusterd.set('user:/a/list/#0', '1', { type: 'short', default: '1' });
    await run();
    expect(database.keys.get('user:/t/a/b')?.meta).toEqual({ type: 'short' });
    expect(database.keys.get('user:/t/a/list/#0')?.meta).toEqual({ default: '1' });
  });

  it('leave their old place only after they have arrived', async () => {
    const { run, database, clusterd } = await twoInstances('move');
    database.beforeSet = () => {
      throw new ElektraError('INSTANCE_TIMEOUT');
    };
    await expect(run()).rejects.toMatchObject({ code: 'INSTANCE_TIMEOUT' });
    expect(clusterd.names('user:/a')).toHaveLength(2);
    database.beforeSet = () => undefined;
    await run();
    expect(clusterd.names('user:/a')).toEqual([]);
  });

  it('are named when they have arrived and could not leave', async () => {
    const { run, clusterd, database } = await twoInstances('move');
    Object.assign(clusterd.handlers, {
      'keys.remove': () => Promise.reject(new ElektraError('INSTANCE_TIMEOUT')),
    });
    await expect(run()).rejects.toMatchObject({ problem: 'notRemoved', left: ['user:/a'] });
    expect(database.names()).toHaveLength(2);
  });

  it('are refused, with their names, before anything is written when one is binary', async () => {
    const { run, clusterd, transport } = await twoInstances('move');
    clusterd.keys.set('user:/a/motd', { meta: { binary: '' } });
    await expect(run()).rejects.toMatchObject({
      code: 'VALUE_NOT_CARRIED',
      message: 'user:/a/motd holds binary data or null, which cannot be carried over. Nothing was written.',
    });
    expect(transport.inputsOf('keys.setAll')).toEqual([]);
    expect(transport.inputsOf('keys.remove')).toEqual([]);
  });

  it('take the place of others wholly, and those are put back when that fails', async () => {
    const { run, database } = await twoInstances('copy', ['user:/t/a']);
    database.set('user:/t/a', 'old', { description: 'precious' });
    database.set('user:/t/a/gone', 'old');
    database.beforeSet = (_, value) => {
      if (value === 'value') throw new ElektraError('INSTANCE_TIMEOUT');
    };
    await expect(run()).rejects.toMatchObject({ code: 'INSTANCE_TIMEOUT' });
    expect(database.keys.get('user:/t/a')).toEqual({ value: 'old', meta: { description: 'precious' } });
    expect(database.names()).toEqual(['user:/t/a', 'user:/t/a/gone']);
    database.beforeSet = () => undefined;
    await run();
    expect(database.names()).toEqual(['user:/t/a', 'user:/t/a/b']);
    expect(database.keys.get('user:/t/a')?.value).toBe('value');
  });

  it('name the replaced ones that could not be put back', async () => {
    const { run, database } = await twoInstances('copy', ['user:/t/a']);
    database.set('user:/t/a', 'old');
    database.beforeSet = () => {
      throw new ElektraError('INSTANCE_TIMEOUT');
    };
    await expect(run()).rejects.toMatchObject({ problem: 'notPutBack', left: ['user:/t/a'] });
  });
});
