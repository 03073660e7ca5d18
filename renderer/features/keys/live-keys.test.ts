import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../../App.vue';
import { newInstance } from '../../testing/fake-clusterd.ts';
import { createTestWorld } from '../../testing/test-world.ts';

enableAutoUnmount(afterEach);
afterEach(() => void vi.useRealTimers());

// jsdom lays nothing out: the grid is 800 px high and wide here.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
});

/** One instance with `user:/app/a` and `user:/app/b`, the first of which is chosen. */
async function opened() {
  const test = createTestWorld();
  const { id } = test.clusterd.addInstance('web-1');
  test.clusterd.set('user:/app/a', 'first');
  test.clusterd.set('user:/app/b', 'second');
  await test.router.push(`/instances/${id}?key=user:/app/a`);
  const app = mount(App, { attachTo: document.body, global: { plugins: test.plugins } });
  const pass = async () => {
    await flushPromises();
    await vi.advanceTimersByTimeAsync(5000);
    await flushPromises();
  };
  await pass();
  test.events.open();
  await pass();
  test.transport.calls.splice(0);
  const grid = () => app.get('[role=treegrid][aria-label^="Keys of"]').text();
  const tell = async (...keys: readonly string[]) => {
    test.events.tell('keys.changed', { instanceId: id, keys: [...keys] });
    await pass();
  };
  return { ...test, id, app, pass, grid, tell };
}

describe('keys on the page', () => {
  it('show what others have written, made and removed', async () => {
    const { clusterd, tell, grid } = await opened();
    clusterd.set('user:/app/b', 'theirs');
    await tell('user:/app/b');
    expect(grid()).toContain('theirs');
    clusterd.set('user:/app/new', 'made');
    clusterd.keys.delete('user:/app/b');
    await tell('user:/app/new', 'user:/app/b');
    expect(grid()).toContain('made');
    expect(grid()).not.toContain('theirs');
  });

  it('keep what is typed, and say that somebody else was faster', async () => {
    const { app, clusterd, tell } = await opened();
    const input = app.get<HTMLInputElement>('form input');
    await input.setValue('mine');
    clusterd.set('user:/app/a', 'theirs');
    await tell('user:/app/a');
    expect(input.element.value).toBe('mine');
    expect(app.text()).toContain('Somebody changed this key while you were typing.');
  });

  it('say nothing of a key that is as it was', async () => {
    const { app, tell } = await opened();
    await app.get('form input').setValue('mine');
    await tell('user:/app/a', 'user:/app/b');
    expect(app.text()).not.toContain('Somebody changed');
  });

  it('are read only when they are of what is open', async () => {
    const { events, transport, pass } = await opened();
    events.tell('keys.changed', { instanceId: newInstance('other', 'o', 'http://o:1').id, keys: ['user:/app/a'] });
    await pass();
    expect(transport.calls).toEqual([]);
  });

  it('are read again as a whole when many were written, and once for a storm', async () => {
    const { events, clusterd, id, transport, pass, grid } = await opened();
    for (let count = 0; count < 300; count += 1) {
      clusterd.set(`user:/app/k${count}`, 'new');
      events.tell('keys.changed', { instanceId: id, keys: [`user:/app/k${count}`] });
    }
    await pass();
    expect(transport.inputsOf('keys.read')).toHaveLength(1);
    expect(grid()).toContain('k0');
    clusterd.set('user:/app/b', 'theirs');
    events.tell('keys.changed', { instanceId: id, keys: null });
    await pass();
    expect(transport.inputsOf('keys.read')).toHaveLength(2);
    expect(grid()).toContain('theirs');
  });

  it('are read again when what was missed is gone', async () => {
    const { events, clusterd, pass, grid } = await opened();
    clusterd.set('user:/app/b', 'theirs');
    events.reload();
    await pass();
    expect(grid()).toContain('theirs');
  });
});
