import { h, type FunctionalComponent } from 'vue';
import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { UNPROVEN, type InstanceIdentity } from '#shared/model/instance.ts';
import { useInstancesStore } from '../../stores/instances-store.ts';
import { useSessionStore } from '../../stores/session-store.ts';
import { createTestWorld } from '../../testing/test-world.ts';
import IdentityNotice from './IdentityNotice.vue';

enableAutoUnmount(afterEach);

const text = () => document.body.textContent ?? '';
const button = (name: string) =>
  [...document.querySelectorAll('button')].find((each) => each.textContent?.includes(name));

async function shown(identity: Partial<InstanceIdentity>, role: 'viewer' | 'admin' = 'admin') {
  const world = createTestWorld();
  const { clusterd, run, show } = world;
  clusterd.role = role;
  const other = clusterd.addInstance('other');
  const plain = clusterd.addInstance('web-1');
  const known = identity.state === 'mayBe' ? other.id : null;
  clusterd.instances.set(plain.id, { ...plain, identity: { ...UNPROVEN, other: known, ...identity } });
  await run(useSessionStore).load();
  const instances = run(useInstancesStore);
  await instances.load();
  const current: FunctionalComponent = () => h(IdentityNotice, { instance: instances.byId.get(plain.id) ?? plain });
  show(current);
  await flushPromises();
  return { ...world, id: plain.id };
}

async function click(name: string): Promise<void> {
  button(name)?.click();
  await flushPromises();
}

describe('what stands above an instance whose database is not ours', () => {
  it.each(['proven', 'unproven', 'sharesUser'] as const)('is nothing for one that is %s', async (state) => {
    await shown({ state });
    expect(text()).not.toContain('Nothing is written');
  });

  it('names the other owner, and takes over', async () => {
    const { transport, id } = await shown({ state: 'owned', owner: { id: 'c', name: 'bob@two' } });
    expect(text()).toContain('bob@two manages it');
    await click('Take over');
    expect(transport.inputsOf('instances.takeOver')).toEqual([{ id }]);
    expect(text()).not.toContain('Nothing is written');
  });

  it.each([
    ['It was reinstalled', 'reinstalled'],
    ['It is another machine', 'anotherHost'],
  ])('asks what happened to a changed one: %s', async (label, is) => {
    const { transport, id } = await shown({ state: 'changed' });
    await click(label);
    expect(transport.inputsOf('instances.sayIdentity')).toEqual([{ id, is }]);
    expect(text()).not.toContain('Nothing is written');
  });

  it('names the instance that it may be, and says in place why it cannot be told', async () => {
    const { clusterd } = await shown({ state: 'mayBe' });
    expect(text()).toContain('same database as other');
    Object.assign(clusterd.handlers, {
      'instances.sayIdentity': async () => {
        throw new ElektraError('INSTANCE_MAY_EXIST', 'It cannot be asked now.');
      },
    });
    await click('They share only user keys');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('may be an instance that is in the fleet');
  });

  it('offers nothing to who may not do it', async () => {
    await shown({ state: 'owned', owner: { id: 'c', name: 'bob@two' } }, 'viewer');
    expect(text()).toContain('bob@two manages it');
    expect(button('Take over')).toBeUndefined();
  });
});
