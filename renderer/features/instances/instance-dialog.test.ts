import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { createTestWorld } from '../../testing/test-world.ts';
import { useDialogsStore } from '../../stores/dialogs-store.ts';
import DialogHost from '../shell/DialogHost.vue';

enableAutoUnmount(afterEach);
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

/** What dialogs show lies at the end of the page. */
const dialog = () => document.querySelector('[role=dialog]');
const field = (label: string) => {
  const found = [...document.querySelectorAll('label')].find((element) => element.textContent?.trim() === label);
  return document.getElementById(found?.htmlFor ?? '') as HTMLInputElement;
};
const button = (name: string) =>
  [...document.querySelectorAll('button')].find((element) => element.textContent?.includes(name)) as HTMLButtonElement;

async function settle() {
  await vi.advanceTimersByTimeAsync(500);
  await flushPromises();
}

async function type(label: string, value: string) {
  field(label).value = value;
  field(label).dispatchEvent(new Event('input'));
  await settle();
}

async function submit() {
  document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
  await settle();
}

async function opened() {
  const test = createTestWorld();
  await test.router.push('/');
  const dialogs = test.run(useDialogsStore);
  test.show(DialogHost);
  return { ...test, dialogs };
}

describe('the form of an instance', () => {
  it('adds one with all its fields, named after its host unless it is given a name', async () => {
    const { dialogs, clusterd, router } = await opened();
    clusterd.hosts.add('http://web-1.example.net:33333');
    dialogs.open({ kind: 'add-instance', host: '' });
    await settle();
    await type('Host', 'http://web-1.example.net:33333');
    expect(dialog()?.textContent).toContain('not in this fleet yet');
    await type('Tags', 'eu, canary, eu,');
    await type('Description', 'first');
    await submit();
    const [added] = [...clusterd.instances.values()];
    expect(added).toMatchObject({ name: 'web-1', tags: ['eu', 'canary'], description: 'first', visibility: 'user' });
    expect(dialogs.current).toBeNull();
    expect(router.currentRoute.value.params).toEqual({ id: added?.id });
  });

  it('explains a duplicate with a link to what is there', async () => {
    const { dialogs, clusterd, transport } = await opened();
    const existing = clusterd.addInstance('web-1');
    dialogs.open({ kind: 'add-instance', host: 'http://WEB-1:33333/' });
    await settle();
    const link = dialog()?.querySelector('a');
    expect(dialog()?.textContent).toContain('This host is in the fleet already: web-1, http://web-1:33333');
    expect(link?.getAttribute('href')).toBe(`/instances/${existing.id}`);
    await submit();
    expect(transport.inputsOf('instances.create')).toEqual([]);
    expect(button('Add instance').getAttribute('aria-disabled')).toBe('true');
    link?.click();
    await settle();
    expect(dialogs.current).toBeNull();
  });

  it('changes one without asking its own host again', async () => {
    const { dialogs, clusterd, transport } = await opened();
    const existing = clusterd.addInstance('web-1');
    dialogs.open({ kind: 'edit-instance', instance: existing });
    await settle();
    await type('Name', 'gateway');
    await submit();
    expect(clusterd.instances.get(existing.id)).toMatchObject({ name: 'gateway', host: existing.host });
    expect(transport.inputsOf('instances.testHost')).toEqual([]);
  });

  it('stays open with the reason when it cannot be saved', async () => {
    const { dialogs, clusterd, transport } = await opened();
    dialogs.open({ kind: 'edit-instance', instance: clusterd.addInstance('web-1') });
    await settle();
    await type('Name', 'gateway');
    transport.away = true;
    await submit();
    expect(dialog()?.querySelector('[role=alert]')?.textContent).toContain('clusterd does not answer.');
    expect(field('Name').value).toBe('gateway');
  });

  it('says that a marker is written, which can be declined', async () => {
    const { dialogs, clusterd, transport } = await opened();
    clusterd.hosts.add('http://web-1:33333');
    dialogs.open({ kind: 'add-instance', host: 'http://web-1:33333' });
    await settle();
    expect(dialog()?.textContent).toContain('user:/sw/elektra/web/#0/current/identity');
    field('Write a marker to its database').click();
    await submit();
    expect(transport.inputsOf('instances.create')).toMatchObject([{ marker: false, force: false }]);
  });

  it('adds what may be another instance only when that is asked for once more', async () => {
    const { dialogs, clusterd, transport } = await opened();
    clusterd.hosts.add('http://web-1:33333');
    const create = clusterd.handlers['instances.create'];
    Object.assign(clusterd.handlers, {
      'instances.create': async (...call: Parameters<typeof create>) => {
        if (!call[0].force) throw new ElektraError('INSTANCE_MAY_EXIST');
        return create(...call);
      },
    });
    dialogs.open({ kind: 'add-instance', host: 'http://web-1:33333' });
    await settle();
    await submit();
    expect(dialog()?.textContent).toContain('may be an instance that is in the fleet already');
    expect(button('Add anyway')).toBeDefined();
    await type('Host', 'http://web-2:33333');
    clusterd.hosts.add('http://web-2:33333');
    await type('Host', 'http://web-1:33333');
    expect(button('Add anyway')).toBeUndefined();
    await submit();
    await submit();
    expect(transport.inputsOf('instances.create')).toMatchObject([{ force: false }, { force: false }, { force: true }]);
    expect(dialogs.current).toBeNull();
  });
});

describe('the question before an instance is removed', () => {
  it('says that its keys stay, and removes it', async () => {
    const { dialogs, clusterd } = await opened();
    dialogs.open({ kind: 'remove-instance', instance: clusterd.addInstance('web-1') });
    await settle();
    const question = document.querySelector('[role=alertdialog]');
    expect(question?.textContent).toContain('Its keys stay on http://web-1:33333 as they are.');
    button('Remove instance').click();
    await settle();
    expect(clusterd.instances.size).toBe(0);
    expect(dialogs.current).toBeNull();
  });
});
