import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Instance } from '#shared/model/instance.ts';
import App from '../../App.vue';
import { useInstancesStore } from '../../stores/instances-store.ts';
import { createTestWorld } from '../../testing/test-world.ts';

enableAutoUnmount(afterEach);
afterEach(() => {
  vi.useRealTimers();
});

/** The fleet, of `web-1` and `web-2`. */
async function opened(isLive = true) {
  const test = createTestWorld();
  const [first, second] = ['web-1', 'web-2'].map((name) => test.clusterd.addInstance(name));
  if (first === undefined || second === undefined) throw new Error('There are two.');
  await test.router.push('/');
  const app = mount(App, { attachTo: document.body, global: { plugins: test.plugins } });
  await flushPromises();
  if (isLive) test.events.open();
  await flushPromises();
  const lists = () => test.transport.inputsOf('instances.list').length;
  return { ...test, app, first, second, lists, fleet: test.run(useInstancesStore) };
}

const offline = (instance: Instance): Instance => ({ ...instance, seen: { ...instance.seen, state: 'offline' } });

function sight(state: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('the fleet on the page', () => {
  it('is read again when events begin to come, then told, and asked for no more', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { app, events, first, second, lists } = await opened();
    expect(lists()).toBe(2);
    events.tell('instance.changed', { id: first.id, instance: offline(first) });
    await flushPromises();
    expect(app.get('main').text()).toContain('1 offline');
    events.tell('instance.removed', { id: second.id });
    await flushPromises();
    expect(app.get('main').text()).toContain('0 online');
    vi.advanceTimersByTime(120_000);
    await flushPromises();
    expect(lists()).toBe(2);
  });

  it('takes a thousand changes of one moment as one', async () => {
    const { events, fleet, first } = await opened();
    let changes = 0;
    fleet.$subscribe(() => (changes += 1), { flush: 'sync' });
    for (let count = 0; count < 1000; count += 1) {
      const id = `i${count + 10}` as Instance['id'];
      events.tell('instance.changed', { id, instance: { ...first, id, name: `host-${count}` } });
    }
    await flushPromises();
    expect(fleet.items).toHaveLength(1002);
    expect(changes).toBe(1);
  });

  it('keeps what was told while the list was being read, whichever is there first', async () => {
    const { events, fleet, first, transport } = await opened();
    transport.calls.splice(0);
    const reading = fleet.load();
    events.tell('instance.changed', { id: first.id, instance: offline(first) });
    await reading;
    await flushPromises();
    expect(fleet.byId.get(first.id)?.seen.state).toBe('offline');
  });

  it('is read anew when what was missed is gone', async () => {
    const { events, clusterd, app, lists } = await opened();
    clusterd.addInstance('web-3');
    events.reload();
    await flushPromises();
    expect(app.get('main').text()).toContain('3 online');
    expect(lists()).toBe(3);
  });

  it('is not listened to out of sight, and goes on where it was', async () => {
    const { events, first, app } = await opened();
    events.tell('instance.changed', { id: first.id, instance: offline(first) });
    sight('hidden');
    await flushPromises();
    expect(events.connections).toEqual([null]);
    sight('visible');
    await flushPromises();
    expect(events.connections).toEqual([null, 'fake-1']);
    expect(app.get('main').text()).toContain('1 offline');
  });

  it('is asked for from time to time while nobody tells anything', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { lists } = await opened(false);
    expect(lists()).toBe(1);
    vi.advanceTimersByTime(15_000);
    await flushPromises();
    expect(lists()).toBe(2);
  });

  it('says that clusterd is away when the stream ends because of that, and not when only the stream does', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { events, transport, app } = await opened();
    events.lose();
    await flushPromises();
    expect(app.find('[role="alert"]').exists()).toBe(false);
    vi.advanceTimersByTime(1000);
    await flushPromises();
    expect(events.connections).toHaveLength(2);
    transport.away = true;
    events.lose();
    await flushPromises();
    expect(app.find('[role="alert"]').exists()).toBe(true);
    transport.away = false;
    await vi.advanceTimersByTimeAsync(1000);
    await flushPromises();
    expect(app.find('[role="alert"]').exists()).toBe(false);
    expect(events.connections.length).toBeGreaterThan(2);
  });

  it('sends whoever is not signed in any more to sign in', async () => {
    const { events, router } = await opened();
    events.lose(new ElektraError('UNAUTHENTICATED'));
    await flushPromises();
    expect(router.currentRoute.value.name).toBe('sign-in');
  });
});
