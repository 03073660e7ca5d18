import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Platform } from '../../composables/use-platform.ts';
import { createTestWorld } from '../../testing/test-world.ts';
import FirstStartPage from './FirstStartPage.vue';

enableAutoUnmount(afterEach);
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

async function opened(hosts: readonly string[], platform: Partial<Platform> = {}) {
  const test = createTestWorld({ platform });
  hosts.forEach((host) => test.clusterd.hosts.add(host));
  await test.router.push('/');
  const page = test.show(FirstStartPage);
  await settle();
  return { ...test, page, type };

  async function settle() {
    await vi.advanceTimersByTimeAsync(500);
    await flushPromises();
  }

  async function type(host: string) {
    await page.get('input').setValue(host);
    await settle();
  }
}

describe('the first start', () => {
  it('offers the elektrad of this machine when it answers', async () => {
    const { page, router, clusterd } = await opened(['http://localhost:33333']);
    expect(page.text()).toContain('elektrad on this machine');
    expect(page.text()).toContain('http://localhost:33333, Elektra 0.11.0, answers in 12 ms');
    await page.get('button[aria-label="Add http://localhost:33333"]').trigger('click');
    await flushPromises();
    const [added] = [...clusterd.instances.values()];
    expect(added).toMatchObject({ name: 'localhost', host: 'http://localhost:33333' });
    expect(router.currentRoute.value.fullPath).toBe(`/instances/${added?.id}`);
  });

  it('says whose machine that is to a browser elsewhere', async () => {
    const { page } = await opened(['http://localhost:33333'], { hostname: 'fleet.example.net' });
    expect(page.text()).toContain('elektrad on the machine clusterd runs on');
    expect(page.text()).not.toContain('elektrad on this machine');
  });

  it('offers nothing that does not answer', async () => {
    const { page } = await opened([]);
    expect(page.text()).not.toContain('localhost');
    expect(page.findAll('button')).toHaveLength(1);
  });

  it('checks a host while it is typed and adds it', async () => {
    const { page, clusterd, type } = await opened(['http://web-1.example.net:33333']);
    await type('http://web-1.example.net:33333');
    expect(page.text()).toContain('elektrad answers in 12 ms, Elektra 0.11.0, not in this fleet yet');
    await page.get('form').trigger('submit');
    await flushPromises();
    expect([...clusterd.instances.values()]).toMatchObject([{ name: 'web-1', host: 'http://web-1.example.net:33333' }]);
  });

  it('adds a host that is away only when it is told to, by the words on the button', async () => {
    const { page, transport, type } = await opened([]);
    await type('http://away:33333');
    expect(page.text()).toContain('The host does not answer.');
    expect(page.get('button[type=submit]').text()).toContain('Add anyway');
    await page.get('form').trigger('submit');
    await flushPromises();
    expect(transport.inputsOf('instances.create')).toEqual([{ name: 'away', host: 'http://away:33333', force: false }]);
  });

  it('repairs an address without a scheme', async () => {
    const { page, type } = await opened([]);
    await type('web-1:33333');
    await page.get('button.button-link').trigger('click');
    expect(page.get('input').element.value).toBe('http://web-1:33333');
  });

  it('explains localhost to a browser elsewhere', async () => {
    const { page, type } = await opened([], { hostname: 'fleet.example.net' });
    await type('http://localhost:4000');
    expect(page.text()).toContain('localhost is the machine clusterd runs on, not yours.');
  });
});
