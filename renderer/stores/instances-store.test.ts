import { describe, expect, it } from 'vitest';
import { createTestWorld } from '../testing/test-world.ts';
import { useInstancesStore } from './instances-store.ts';

describe('the fleet', () => {
  it('is read page by page until all are there', async () => {
    const { run, clusterd, transport } = createTestWorld();
    for (let at = 0; at < 2_300; at += 1) clusterd.addInstance(`host-${String(at).padStart(4, '0')}`);
    const instances = run(useInstancesStore);
    await instances.load();
    expect(instances.items).toHaveLength(2_300);
    expect(instances.byId.size).toBe(2_300);
    expect(transport.inputsOf('instances.list')).toMatchObject([{ offset: 0 }, { offset: 1000 }, { offset: 2000 }]);
  });

  it('stays shown when it cannot be read again', async () => {
    const { run, clusterd, transport } = createTestWorld();
    clusterd.addInstance('a');
    const instances = run(useInstancesStore);
    await instances.load();
    transport.away = true;
    await instances.load();
    expect(instances.items).toHaveLength(1);
    expect(instances.listing.phase).toBe('failed');
  });

  it('takes in one instance, changed or removed', async () => {
    const { run, clusterd } = createTestWorld();
    const first = clusterd.addInstance('b');
    const instances = run(useInstancesStore);
    await instances.load();
    instances.put({ ...first, name: 'c' });
    instances.put(clusterd.addInstance('a'));
    expect(instances.items.map(({ name }) => name)).toEqual(['a', 'c']);
    instances.drop(first.id);
    expect(instances.items.map(({ name }) => name)).toEqual(['a']);
  });

  it('can be waited for no longer', async () => {
    const { run } = createTestWorld();
    const instances = run(useInstancesStore);
    const reading = instances.load();
    instances.cancel();
    await reading;
    expect(instances.listing.phase).toBe('cancelled');
  });
});
