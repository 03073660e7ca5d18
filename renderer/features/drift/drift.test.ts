import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { openApp } from '../../testing/open-app.ts';
import type { TestWorld } from '../../testing/test-world.ts';
import { acceptingEdits, driftSides } from './drift-sides.ts';

enableAutoUnmount(afterEach);

const KEY = 'system:/sw/limit';

function openDrift(prepare: (test: TestWorld) => void = () => undefined) {
  return openApp('/clusters/c1/drift', (test) => {
    const { clusters } = test.clusterd;
    const { id } = clusters.add('Web EU');
    clusters.set(id, KEY, '60');
    const [one, two] = ['web-1', 'web-2'].map((name) => test.clusterd.addInstance(name));
    if (one === undefined || two === undefined) throw new Error('There are no instances.');
    for (const each of [one, two]) test.clusterd.instances.set(each.id, { ...each, clusterId: id });
    const side = (value: string) => ({ value, meta: {} });
    const found = { checkedAt: 0, shadows: [], givenUp: [] };
    clusters.drift = [
      {
        ...found,
        instanceId: one.id,
        error: null,
        keys: [{ key: KEY, clusterId: id, expected: side('60'), actual: side('75') }],
      },
      { ...found, instanceId: two.id, error: { code: 'INSTANCE_UNREACHABLE', message: 'away' }, keys: [] },
    ];
    prepare(test);
  });
}

describe('the drift of a cluster', () => {
  it('is member by key with both values, and says who was not reached', async () => {
    const { app } = await openDrift();
    expect([app.get('tbody del').text(), app.get('tbody ins').text()]).toEqual(['60', '75']);
    expect(app.get('thead').text()).toContain('60');
    expect(app.find('[aria-label="web-1: found 75, intended 60"]').exists()).toBe(true);
    expect(app.find('[aria-label="not reached, not compared"]').exists()).toBe(true);
    expect(app.get('main').text()).toContain('away');
  });

  it('shows no value of a secret key', async () => {
    const { app } = await openDrift(({ clusterd: { clusters } }) => {
      const [first, ...others] = clusters.drift;
      if (first === undefined) throw new Error('There is no drift.');
      const meta = { 'crypto/encrypt': '1' };
      const secret = (value: string) => ({ value, meta });
      const keys = first.keys.map((key) => ({ ...key, expected: secret('whisper'), actual: secret('murmur') }));
      clusters.drift = [{ ...first, keys }, ...others];
    });
    expect(app.find('[aria-label="web-1: found ••••••••••, intended ••••••••••"]').exists()).toBe(true);
    expect(app.html()).not.toMatch(/whisper|murmur/);
  });

  it('is accepted into the cluster through its plan', async () => {
    const { app, dialog, push, clusterd, transport } = await openDrift();
    await app.get('[aria-label^="web-1: found"]').trigger('keydown', { key: 'Enter' });
    await flushPromises();
    const entries = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')];
    expect(entries.map(({ textContent }) => textContent.trim())).toEqual([
      'Re-apply 60 to web-1',
      'Accept 75 into Web EU',
    ]);
    entries[1]?.click();
    await flushPromises();
    expect(dialog()?.textContent).toContain('Plan for Web EU');
    await push('Apply');
    expect(clusterd.clusters.settings.get('c1')?.get(KEY)?.value).toBe('75');
    expect(transport.inputsOf('drift.accept')).toEqual([]);
  });

  it('is applied again everywhere, compared anew, and enforced from then on', async () => {
    const { push, clusterd, app, transport } = await openDrift();
    await push('Re-apply everywhere');
    expect(transport.inputsOf('drift.reapply')).toEqual([{ id: 'c1', wait: 1 }]);
    await push('Compare now');
    expect(transport.inputsOf('drift.check')).toHaveLength(1);
    await app.get('input[value=enforce]').setValue(true);
    await flushPromises();
    expect(clusterd.clusters.get('c1').policy).toBe('enforce');
  });

  it('is shown to a viewer without anything to do about it', async () => {
    const { app } = await openDrift(({ clusterd }) => {
      clusterd.role = 'viewer';
    });
    expect(app.get('tbody td').text()).toContain('web-1: found 75, intended 60');
    expect(
      app
        .get('main')
        .findAll('button')
        .map((button) => button.text()),
    ).not.toContain('Compare now');
    expect(app.find('tbody button').exists()).toBe(false);
    expect(app.find('input[value=enforce]').exists()).toBe(false);
  });
});

describe('a drifted key', () => {
  const drifted = { key: KEY, clusterId: 'c1' as never };

  it('shows its values, or the metakeys that differ, and what is not there', () => {
    const expected = { value: '1', meta: { x: 'a', y: 'b' } };
    expect(driftSides({ ...drifted, expected, actual: { value: '2', meta: {} } })).toEqual({
      expected: '1',
      actual: '2',
    });
    expect(driftSides({ ...drifted, expected, actual: { value: '1', meta: { x: 'z', y: 'b' } } })).toEqual({
      expected: 'x=a',
      actual: 'x=z',
    });
    expect(driftSides({ ...drifted, expected, actual: null })).toEqual({ expected: '1', actual: null });
  });

  it('is accepted as it was found: of metadata only what the cluster sets', () => {
    const expected = { value: null, meta: { x: 'a', y: 'b' } };
    expect(acceptingEdits({ ...drifted, expected, actual: { value: '5', meta: { x: 'z' } } })).toEqual([
      {
        kind: 'meta',
        key: KEY,
        meta: [
          { key: 'x', value: 'z' },
          { key: 'y', value: null },
        ],
        keep: false,
      },
    ]);
    expect(acceptingEdits({ ...drifted, expected, actual: null })).toEqual([]);
  });
});
