import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { createTestWorld } from '../testing/test-world.ts';
import { useValuesStore } from './values-store.ts';

function world() {
  const test = createTestWorld();
  const { id } = test.clusterd.addInstance('a');
  const values = test.run(useValuesStore);
  values.reset(id);
  const asked = () => test.transport.inputsOf('keys.readMany') as { readonly keys: readonly string[] }[];
  return { ...test, id, values, asked };
}

describe('the values of what is visible', () => {
  it('are asked for once, in batches, and kept with their versions', async () => {
    const { clusterd, values, asked } = world();
    const names = Array.from({ length: 250 }, (_, at) => `user:/k${at}`);
    names.forEach((name) => clusterd.set(name, name));
    values.want(names);
    values.want(names);
    await flushPromises();
    values.want(names);
    await flushPromises();
    expect(asked().map(({ keys }) => keys.length)).toEqual([100, 100, 50]);
    expect(values.states.get('user:/k7')).toEqual(clusterd.state('user:/k7'));
  });

  it('are no longer waited for when none of a batch is visible any more', async () => {
    const { clusterd, values, transport } = world();
    clusterd.set('user:/a', '1');
    clusterd.set('user:/b', '2');
    values.want(['user:/a']);
    values.want(['user:/b']);
    const reads = transport.calls.filter(({ operation }) => operation === 'keys.readMany');
    expect(reads.map(({ signal }) => signal?.aborted)).toEqual([true, false]);
    await flushPromises();
    expect([...values.states.keys()]).toEqual(['user:/b']);
    expect(values.failures.size).toBe(0);
    values.want(['user:/a']);
    await flushPromises();
    expect(values.states.get('user:/a')?.value).toBe('1');
  });

  it('that could not be read are told, kept apart, and read on a retry', async () => {
    const { clusterd, values, transport, asked } = world();
    clusterd.set('user:/a', '1');
    transport.away = true;
    values.want(['user:/a']);
    await flushPromises();
    expect(values.failures.has('user:/a')).toBe(true);
    values.want(['user:/a']);
    expect(asked()).toHaveLength(1);
    transport.away = false;
    values.retry();
    values.want(['user:/a']);
    await flushPromises();
    expect(values.states.get('user:/a')?.value).toBe('1');
    expect(values.failures.size).toBe(0);
  });

  it('stay shown while they are read anew', async () => {
    const { clusterd, values } = world();
    clusterd.set('user:/a', 'old');
    values.want(['user:/a']);
    await flushPromises();
    clusterd.set('user:/a', 'new');
    values.invalidate();
    expect(values.states.get('user:/a')?.value).toBe('old');
    values.want(['user:/a']);
    await flushPromises();
    expect(values.states.get('user:/a')?.value).toBe('new');
  });

  it('that were written meanwhile are not overwritten by an older answer', async () => {
    const { clusterd, values } = world();
    clusterd.set('user:/a', 'old');
    const old = clusterd.state('user:/a');
    values.want(['user:/a']);
    values.put({ ...old, value: 'written' });
    await flushPromises();
    expect(values.states.get('user:/a')?.value).toBe('written');
  });

  it('are bounded: what was read first goes first', async () => {
    const { values } = world();
    const state = (at: number) => ({ key: `user:/k${at}`, exists: true, value: '', meta: {}, version: '' as never });
    for (let at = 0; at < 5_100; at += 1) values.put(state(at));
    expect(values.states.size).toBe(5_000);
    expect(values.states.has('user:/k99')).toBe(false);
    expect(values.states.has('user:/k5099')).toBe(true);
  });

  it('of another instance never appear, whenever their answer comes', async () => {
    const { clusterd, values } = world();
    clusterd.set('user:/a', '1');
    values.want(['user:/a']);
    values.reset(clusterd.addInstance('b').id);
    await flushPromises();
    expect(values.states.size).toBe(0);
  });

  it('read apart tell why they could not be read', async () => {
    const { clusterd, values } = world();
    values.reset('missing' as never);
    const refused = new ElektraError('INSTANCE_NOT_FOUND');
    Object.assign(clusterd.handlers, { 'keys.readMany': async () => Promise.reject(refused) });
    await expect(values.read('user:/a')).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
  });
});
