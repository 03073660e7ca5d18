import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import App from '../../App.vue';
import { BACKED_UP, DISK_FULL } from '../../testing/fake-backups.ts';
import { createTestWorld, type TestWorld, type WorldOptions } from '../../testing/test-world.ts';
import BackupsSection from './BackupsSection.vue';
import { fileSize } from './file-size.ts';

enableAutoUnmount(afterEach);

async function section(prepare: (test: TestWorld) => void = () => undefined, options: WorldOptions = {}) {
  const test = createTestWorld(options);
  prepare(test);
  const page = test.show(BackupsSection);
  await flushPromises();
  return { ...test, page };
}

async function opened(prepare: (test: TestWorld) => void) {
  const test = createTestWorld();
  test.clusterd.addInstance('web-1');
  prepare(test);
  await test.router.push('/');
  const app = mount(App, { attachTo: document.body, global: { plugins: test.plugins } });
  await flushPromises();
  test.events.open();
  await flushPromises();
  const banner = () => app.findAll('[role=alert]').find((one) => one.text().includes('backup'));
  return { ...test, app, banner };
}

describe('the backups that clusterd makes by itself', () => {
  it('are shown with folder, last and next', async () => {
    const { page } = await section();
    for (const words of ['/data/backups', '123 kB', 'NextNov 15, 00:00']) expect(page.text()).toContain(words);
    expect(page.find('[role=alert]').exists()).toBe(false);
  });

  it('that were never made say so', async () => {
    const { page } = await section(({ clusterd }) => (clusterd.backups = { ...BACKED_UP, last: null, nextAt: null }));
    expect(page.text()).toContain('none yet');
    expect(page.text()).not.toContain('Next');
  });

  it('that failed say why and what to do, and are tried again', async () => {
    const { page, transport, clusterd } = await section((test) => {
      test.clusterd.backups = DISK_FULL;
      test.clusterd.backupsAfterRetry = DISK_FULL;
    });
    const again = () => page.findAll('button').find((one) => one.text().startsWith('Try again now'));
    expect(page.get('[role=alert]').text()).toContain('The disk is full. Free space on it.');
    again()?.element.focus();
    await again()?.trigger('click');
    await flushPromises();
    expect(page.find('[role=alert]').exists()).toBe(true);
    expect(document.activeElement).toBe(again()?.element);
    clusterd.backupsAfterRetry = BACKED_UP;
    await again()?.trigger('click');
    await flushPromises();
    expect(transport.inputsOf('backups.retry')).toHaveLength(2);
    expect(page.find('[role=alert]').exists()).toBe(false);
    expect(document.activeElement?.textContent).toBe('Backups');
  });

  it('say the reason in its own words when it is none that is known', async () => {
    const { page } = await section(({ clusterd }) => {
      clusterd.backups = {
        ...DISK_FULL,
        failure: { occasion: 'before-upgrade', at: 0, reason: 'other', message: 'The thread ended.' },
      };
    });
    expect(page.get('[role=alert]').text()).toMatch(/before the upgrade.*The thread ended\./s);
  });

  it('are in German where the reader is', async () => {
    const { page } = await section(({ clusterd }) => (clusterd.backups = DISK_FULL), { language: 'de' });
    expect(page.text()).toContain('Der Datenträger ist voll.');
  });
});

describe('a backup that failed', () => {
  it('is told on every page, leads to its place, and goes when one is made', async () => {
    const { app, events, router, banner } = await opened(() => undefined);
    expect(banner()).toBeUndefined();
    events.tell('backups.changed', { state: DISK_FULL });
    await flushPromises();
    expect(banner()?.text()).toContain('The last backup was not made.');
    await banner()?.get('button').trigger('click');
    await flushPromises();
    expect(router.currentRoute.value.fullPath).toBe('/preferences#backups');
    expect(document.activeElement?.textContent).toBe('Backups');
    events.tell('backups.changed', { state: BACKED_UP });
    await flushPromises();
    expect(banner()).toBeUndefined();
    expect(app.text()).not.toContain('The disk is full');
  });

  it('is there when the page is opened later', async () => {
    const { banner } = await opened(({ clusterd }) => (clusterd.backups = DISK_FULL));
    expect(banner()?.text()).toContain('Free space on it.');
  });

  it('is not asked for by whoever may not know', async () => {
    const { transport, banner } = await opened(({ clusterd }) => {
      clusterd.backups = DISK_FULL;
      clusterd.role = 'operator';
    });
    expect(transport.inputsOf('backups.state')).toEqual([]);
    expect(banner()).toBeUndefined();
  });
});

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [1_234_567, '1.23 MB'],
  [5_000_000_000_000, '5,000 GB'],
])('%d bytes are %s', (bytes, words) => expect(fileSize(bytes, 'en')).toBe(words));
