import { describe, expect, it } from 'vitest';
import { useInstancesStore } from '../stores/instances-store.ts';
import { createTestWorld } from '../testing/test-world.ts';
import { useAddInstance } from './use-add-instance.ts';
import { useEditInstance } from './use-edit-instance.ts';
import { useRemoveInstance } from './use-remove-instance.ts';
import { useTestInstance } from './use-test-instance.ts';

async function world() {
  const test = createTestWorld();
  const existing = test.clusterd.addInstance('web-1');
  const parts = test.run(() => ({
    instances: useInstancesStore(),
    adding: useAddInstance(),
    editing: useEditInstance(),
    removing: useRemoveInstance(),
    testing: useTestInstance(),
  }));
  await parts.instances.load();
  return { ...test, ...parts, existing };
}

describe('instances', () => {
  it('are in the fleet as soon as they are added, changed or removed', async () => {
    const { adding, editing, removing, instances } = await world();
    const added = await adding.add({ name: 'db', host: 'http://db:33333' });
    expect(instances.items.map(({ name }) => name)).toEqual(['db', 'web-1']);
    await editing.change({ id: added.id, name: 'database', tags: ['eu'] });
    expect(instances.byId.get(added.id)).toMatchObject({ name: 'database', tags: ['eu'] });
    await removing.remove(added.id);
    expect(instances.items.map(({ name }) => name)).toEqual(['web-1']);
  });

  it('that exist already are named', async () => {
    const { adding, existing } = await world();
    await expect(adding.add({ name: 'again', host: 'http://WEB-1:33333/' })).rejects.toMatchObject({
      code: 'INSTANCE_ALREADY_EXISTS',
      data: { existing: { id: existing.id, name: 'web-1' } },
    });
  });

  it('that somebody else removed first are simply gone', async () => {
    const { removing, clusterd, instances, existing } = await world();
    clusterd.instances.clear();
    await removing.remove(existing.id);
    expect(instances.items).toEqual([]);
  });

  it('are tested on demand, and what was seen is noted', async () => {
    const { testing, clusterd, instances, existing } = await world();
    await testing.run(existing.id);
    expect(testing.outcome.value).toMatchObject({ phase: 'failed', error: { code: 'INSTANCE_UNREACHABLE' } });
    clusterd.hosts.add(existing.host);
    clusterd.instances.set(existing.id, { ...existing, name: 'seen' });
    await testing.run(existing.id);
    expect(testing.outcome.value).toMatchObject({ phase: 'reached', reached: { latencyMs: 12.4 } });
    expect(instances.byId.get(existing.id)?.name).toBe('seen');
  });
});
