import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { KeyLock } from '#shared/model/key-lock.ts';
import { openApp } from '../../testing/open-app.ts';
import type { TestWorld } from '../../testing/test-world.ts';
import { until } from '#shared/testing/until.ts';

enableAutoUnmount(afterEach);

// jsdom lays nothing out: the grids are 800 px high and wide here.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
});

const KEY = 'system:/a';
const LOCK: KeyLock = {
  clusterId: 'c1',
  clusterName: 'Web EU',
  key: KEY,
  metakeys: null,
  by: 'm.kern',
  at: Date.UTC(2023, 10, 12, 13, 2),
  removing: false,
};

function openKey(prepare: (test: TestWorld) => void) {
  return openApp(`/instances/i1?key=${KEY}`, (test) => {
    const { id } = test.clusterd.clusters.add('Web EU');
    const instance = test.clusterd.addInstance('web-1');
    test.clusterd.instances.set(instance.id, { ...instance, clusterId: id });
    test.clusterd.set(KEY, '60', { 'check/range': '1-99', description: 'how long' });
    prepare(test);
  });
}

describe('a key that a cluster sets', () => {
  it('is locked in the panel and the grid, with cluster, person, time and the way to the setting', async () => {
    const { app, rowOf, router } = await openKey(({ clusterd }) => void clusterd.locks.set(KEY, LOCK));
    const panel = app.get('aside.panel');
    expect(panel.text()).toContain('Web EU sets system:/a.');
    expect(panel.text()).toContain('by m.kern');
    expect(panel.get('time').attributes('datetime')).toBe(new Date(LOCK.at).toISOString());
    expect(panel.find('form input').exists()).toBe(false);
    await until(() => expect(rowOf('Keys of web-1', 'a').text()).toContain('Web EU'));
    await panel.get('a').trigger('click');
    await flushPromises();
    expect(router.currentRoute.value.fullPath).toBe(`/clusters/c1?key=${KEY}`);
  });

  it('keeps its value editable when only metadata are set', async () => {
    const { app } = await openKey(
      ({ clusterd }) => void clusterd.locks.set(KEY, { ...LOCK, metakeys: ['check/range'] }),
    );
    expect(app.get('aside.panel').text()).toContain('Web EU sets check/range, not the value.');
    expect(app.find('aside.panel form input').exists()).toBe(true);
    const edit = app.findAll('aside.panel button').find((one) => one.text() === 'Edit');
    await edit?.trigger('click');
    await flushPromises();
    expect(app.find('aside.panel [aria-label="Remove Range"]').exists()).toBe(false);
    expect(app.find('aside.panel [aria-label="Remove Description"]').exists()).toBe(true);
  });

  it('that was locked meanwhile says so where it was saved', async () => {
    const { app } = await openKey(({ clusterd }) => {
      clusterd.beforeSet = () => {
        throw new ElektraError('KEY_LOCKED', undefined, { data: LOCK });
      };
    });
    await app.get('aside.panel form input').setValue('61');
    await app.get('aside.panel form').trigger('submit');
    await flushPromises();
    expect(app.get('aside.panel [role=alert]').text()).toContain('A cluster sets this key.');
    expect(app.get('aside.panel [role=alert]').text()).toContain('by m.kern');
  });

  it('is made a setting of the cluster with all below it, through a plan', async () => {
    const { rowOf, push, clusterd, dialog, app } = await openKey(({ clusterd: fake }) => fake.set(`${KEY}/b`, '1'));
    await rowOf('Keys of web-1', 'a').trigger('click');
    await flushPromises();
    const more = app.findAll('aside.panel button').find((one) => one.attributes('aria-label') === 'What can be done');
    await (more ?? app.get('aside.panel [aria-haspopup=menu]')).trigger('keydown', { key: 'Enter' });
    await flushPromises();
    const entry = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((one) =>
      one.textContent.includes('Make it a setting of its cluster'),
    );
    entry?.click();
    await flushPromises();
    expect(dialog()?.textContent).toContain('Plan for Web EU');
    await push('Apply');
    expect([...(clusterd.clusters.settings.get('c1')?.keys() ?? [])]).toEqual([KEY, `${KEY}/b`]);
  });
});
