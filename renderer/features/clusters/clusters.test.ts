import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openApp } from '../../testing/open-app.ts';
import type { TestWorld } from '../../testing/test-world.ts';
import { until } from '#shared/testing/until.ts';

enableAutoUnmount(afterEach);

// jsdom lays nothing out: the grids are 800 px high and wide here.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
});

async function opened(address: string, prepare: (test: TestWorld) => void) {
  const test = await openApp(address, prepare);
  const rows = () => test.app.get('[role=treegrid][aria-label="Fleet"]').findAll('.body [role=row]');
  const row = (name: string) => test.rowOf('Fleet', name);
  const drag = async (from: string, to: string) => {
    const dataTransfer = { setData: () => undefined };
    await row(from).trigger('dragstart', { dataTransfer });
    await row(to).trigger('dragover', { dataTransfer });
    await row(to).trigger('drop', { dataTransfer });
    await flushPromises();
  };
  return { ...test, rows, row, drag };
}

function production({ clusterd }: TestWorld) {
  const production = clusterd.clusters.add('Production');
  const europe = clusterd.clusters.add('Europe', production.id);
  const web = clusterd.addInstance('web-1');
  const loose = clusterd.addInstance('loose');
  clusterd.instances.set(web.id, { ...web, clusterId: europe.id });
  return { production, europe, web, loose };
}

describe('the fleet tree', () => {
  it('nests clusters with their instances, then those in none, with counts and state marks in words', async () => {
    const { rows, row, app } = await opened('/', (test) => {
      const { web, europe } = production(test);
      const delivery = { pending: 3, rejected: 0, drifted: 0, reason: 'offline' };
      test.clusterd.instances.set(web.id, { ...web, clusterId: europe.id, delivery });
      test.clusterd.clusters.put(europe.id, { paused: true });
    });
    expect(rows().map((one) => `${one.attributes('aria-level')} ${one.text().replace(/\s+/g, ' ')}`)).toEqual([
      '1 Production 11 instance1',
      '2 Europe 11 instance1',
      '3 web-1 pending 3',
      '1 Not in a cluster1',
      '2 loose',
    ]);
    const marks = row('Europe').findAll('[role=img]');
    expect(marks.map((mark) => mark.attributes('aria-label'))).toEqual(['paused', 'instances with pending keys']);
    await app.get('input[placeholder="Filter fleet"]').setValue('europe');
    expect(rows().map((one) => one.find('.name').text())).toEqual(['Production', 'Europe', 'web-1']);
  });

  it('makes a cluster, and one below it, and opens each', async () => {
    const { push, dialog, rows, router, app } = await opened('/', ({ clusterd }) => void clusterd.addInstance('web-1'));
    await push('New cluster');
    const field = dialog()?.querySelector('input');
    if (!field) throw new Error('There is no field.');
    field.value = 'Staging';
    field.dispatchEvent(new Event('input'));
    await flushPromises();
    dialog()
      ?.querySelector('form')
      ?.dispatchEvent(new Event('submit', { cancelable: true }));
    await flushPromises();
    expect(router.currentRoute.value.fullPath).toBe('/clusters/c1');
    expect(app.get('h1').text()).toBe('Staging');
    expect(rows().map((one) => one.find('.name').exists() && one.find('.name').text())).toEqual([
      'Staging',
      false,
      'web-1',
    ]);
    expect(app.get('main').text()).toContain('sets 0 keys itself');
  });

  it('shows the plan when an instance is dragged onto a cluster, and lets it join when that is applied', async () => {
    const { drag, dialog, push, clusterd, row } = await opened('/', (test) => {
      const { europe } = production(test);
      test.clusterd.clusters.set(europe.id, 'system:/a', '1');
    });
    await drag('loose', 'Europe');
    expect(dialog()?.textContent).toContain('Plan for Europe');
    expect(dialog()?.textContent).toContain('1 instance joins');
    expect(clusterd.instances.get('i2')?.clusterId).toBeNull();
    await push('Apply to 2 instances');
    expect(clusterd.instances.get('i2')?.clusterId).toBe('c2');
    expect(row('loose').attributes('aria-level')).toBe('3');
    expect(dialog()).toBeNull();
  });

  it('nests a cluster by dragging, never below itself, and takes an instance out', async () => {
    const { drag, dialog, push, clusterd } = await opened('/', (test) => {
      production(test);
      test.clusterd.clusters.add('Staging');
    });
    await drag('Production', 'Europe');
    expect(dialog()).toBeNull();
    await drag('Staging', 'Production');
    await push('Apply');
    expect(clusterd.clusters.get('c3').parentId).toBe('c1');
  });

  it('asks before a cluster with members goes, and says what happens to them', async () => {
    const { row, dialog, push, clusterd, router } = await opened('/clusters/c2', production);
    await row('Europe').trigger('click');
    await row('Europe').trigger('keydown', { key: 'Delete' });
    await flushPromises();
    expect(dialog()?.textContent).toContain('1 member leaves it and is then in no cluster.');
    expect(dialog()?.textContent).toContain('is released');
    await push('Delete cluster all the same');
    expect(clusterd.clusters.items.has('c2')).toBe(false);
    expect(clusterd.instances.get('i1')?.clusterId).toBeNull();
    expect(router.currentRoute.value.name).toBe('fleet');
  });

  it('offers a viewer nothing to change', async () => {
    const { app, row } = await opened('/clusters/c1', (test) => {
      production(test);
      test.clusterd.role = 'viewer';
    });
    expect(row('loose').attributes('draggable')).toBeUndefined();
    for (const name of ['New cluster', 'Add an instance'])
      expect(app.find(`[aria-label="${name}"]`).exists()).toBe(false);
    expect(app.get('main').text()).not.toContain('Pause');
    expect(app.get('main').text()).not.toContain('New key');
  });
});

describe('the settings of a cluster', () => {
  async function editing(prepare: (test: TestWorld) => void = () => undefined) {
    const test = await opened('/clusters/c2?key=system:/a', (world) => {
      const { production: top, europe } = production(world);
      world.clusterd.clusters.set(europe.id, 'system:/a', 'old');
      world.clusterd.clusters.set(top.id, 'system:/b', 'above');
      world.clusterd.set('system:/a', 'own');
      prepare(world);
    });
    const save = async (value: string) => {
      await test.app.get('.panel input').setValue(value);
      await test.app.get('.panel form').trigger('submit');
      await flushPromises();
    };
    return { ...test, save };
  }

  it('are listed with those from above and the cluster that sets them', async () => {
    const { app } = await editing();
    const grid = app.get('[role=treegrid][aria-label="Keys of Europe"]').text();
    await until(() => expect(app.get('[aria-label="Keys of Europe"]').text()).toContain('from Production'));
    expect(grid).toContain('a');
  });

  it('are changed through a plan, and are in the rollout at the foot then', async () => {
    const { save, dialog, push, clusterd, app } = await editing();
    await save('new');
    expect(dialog()?.textContent).toContain('Plan for Europe');
    expect(dialog()?.textContent).toContain('own');
    expect(clusterd.clusters.settings.get('c2')?.get('system:/a')?.value).toBe('old');
    await push('Apply to 1 instance');
    expect(clusterd.clusters.settings.get('c2')?.get('system:/a')?.value).toBe('new');
    expect(app.get('section[aria-label="Rollout 1"]').text()).toContain('1applied');
    expect((app.get('.panel input').element as HTMLInputElement).value).toBe('new');
    expect(app.get('.panel').text()).not.toContain('not saved yet');
  });

  it('are kept in a draft, and applied together', async () => {
    const { save, push, clusterd, app, dialog } = await editing();
    await save('new');
    await push('Keep as draft');
    expect(app.get('section[aria-label=Draft]').text()).toContain('1 edit in the draft');
    expect(clusterd.clusters.rollouts).toHaveLength(0);
    await push('Show the plan');
    expect(dialog()?.textContent).toContain('1 edit. Nothing has been sent yet.');
    await push('Apply');
    expect(clusterd.clusters.settings.get('c2')?.get('system:/a')?.value).toBe('new');
    expect(app.find('section[aria-label=Draft]').exists()).toBe(false);
  });

  it('cannot be applied while another cluster sets the key, unless that is taken over', async () => {
    const { save, dialog, push, button, transport } = await editing(({ clusterd }) => {
      const edge = clusterd.clusters.add('Edge', 'c2');
      const conflict = { key: 'system:/a', clusterId: edge.id, where: 'below', by: 'a.novak', at: 0 } as const;
      clusterd.clusters.planned = { conflicts: [conflict] };
    });
    await save('new');
    expect(dialog()?.textContent).toContain('Edge below sets system:/a itself (a.novak');
    expect(button('Apply').getAttribute('aria-disabled')).toBe('true');
    await push('Take it over');
    expect(transport.inputsOf('plans.make').at(-1)).toMatchObject({ force: true });
    await push('Apply');
    expect(dialog()).toBeNull();
  });

  it('offers a new plan when the one that was seen is outdated', async () => {
    const { save, dialog, push, clusterd } = await editing();
    await save('new');
    clusterd.clusters.outdated = true;
    await push('Apply');
    expect(dialog()?.textContent).toContain('What this plan was made from has changed.');
    clusterd.clusters.outdated = false;
    await push('Make a new plan');
    await push('Apply');
    expect(dialog()).toBeNull();
  });

  it('ask what stays on the members when they are no longer set', async () => {
    const { dialog, push, transport, app } = await editing();
    const grid = app.get('[role=treegrid][aria-label="Keys of Europe"]');
    const row = grid.findAll('.body [role=row]').find((one) => one.get('.name').text() === 'a');
    await row?.trigger('keydown', { key: 'Delete' });
    await flushPromises();
    expect(dialog()?.textContent).toContain('What is no longer set, on the members');
    dialog()?.querySelector<HTMLInputElement>('input[value=keep]')?.click();
    await flushPromises();
    expect(transport.inputsOf('plans.make').at(-1)).toMatchObject({ edits: [{ kind: 'remove', keep: true }] });
    await push('Apply');
    expect(dialog()).toBeNull();
  });
});

describe('a rollout', () => {
  it('is listed with its keys, its note, and who made it', async () => {
    const { app } = await opened('/clusters/c2/rollouts', (test) => {
      production(test);
      const counts = { applied: 1, pending: 0, rejected: 0, unknown: 0, superseded: 0 };
      const about = { clusterId: test.clusterd.clusters.get('c2').id, act: 'set', by: 'mia', at: 0, endedAt: 0 };
      const keys = ['system:/a/level', 'system:/b', 'system:/c'];
      test.clusterd.clusters.rollouts.push(
        { ...about, id: 2, note: 'why', keys, keyCount: 30, counts, outcomes: [] },
        { ...about, id: 1, note: null, keys: [], keyCount: 0, counts, outcomes: [] },
      );
    });
    const [first, second] = app.get('main').findAll('li:has(a)');
    for (const said of ['system:/a/level', 'system:/b', 'and 28 more', 'why', 'mia']) {
      expect(first?.text()).toContain(said);
    }
    expect(second?.text()).toContain('no keys');
  });

  it('is shown as it goes, and what failed is tried again', async () => {
    const { app, clusterd, events, push } = await opened('/rollouts/1', (test) => {
      const { web } = production(test);
      const error = { code: 'ELEKTRA_REJECTED', message: 'C03200 not within range' };
      const counts = { applied: 0, pending: 0, rejected: 1, unknown: 0, superseded: 0 };
      const about = {
        id: 1,
        clusterId: test.clusterd.clusters.get('c2').id,
        act: 'set',
        by: 'mia',
        at: 0,
        note: 'why',
      };
      test.clusterd.clusters.rollouts.push({
        ...about,
        keys: ['system:/a'],
        keyCount: 1,
        counts,
        endedAt: 0,
        outcomes: [{ instanceId: web.id, outcome: 'rejected', error }],
      });
    });
    expect(app.get('main').text()).toContain('C03200 not within range');
    expect(app.get('main').text()).toContain('web-1');
    await push('Retry 1 failed');
    expect(app.get('main').text()).toContain('Applied everywhere');
    const [rollout] = clusterd.clusters.rollouts;
    if (rollout === undefined) throw new Error('There is no rollout.');
    rollout.counts = { ...rollout.counts, applied: 0, pending: 1 };
    events.open();
    events.tell('rollout.changed', { id: 1, clusterId: rollout.clusterId, counts: rollout.counts, endedAt: null });
    await flushPromises();
    expect(app.get('main').text()).toContain('1pending');
  });
});
