import { describe, expect, it } from 'vitest';
import { ClusterEdit } from '#shared/clusterd/edits.ts';
import { createFakeDigest } from '../testing/fake-digest.ts';
import { createGroups } from './groups.ts';
import { planWorld, type PlanWorld } from './testing/plan-world.ts';

const NEVER = new AbortController().signal;
const HOW = { act: 'plans.apply', by: 'ada', note: null, wait: 0, authorise: () => undefined };
type Given = Parameters<typeof ClusterEdit.parse>[0][];

const make = (world: PlanWorld, clusterId: string, edits: Given, { force = false, signal = NEVER } = {}) =>
  world.plans.make({ clusterId, edits: edits.map((each) => ClusterEdit.parse(each)), force }, () => undefined, signal);

/** `top` above `web`; the instances are in `web`. */
async function fleetOf(instances: readonly string[]): Promise<PlanWorld> {
  const world = await planWorld(['top', 'web'], instances);
  await world.edit('web', [ClusterEdit.parse({ kind: 'place', parentId: 'top' })]);
  await world.edit('web', [ClusterEdit.parse({ kind: 'join', instanceIds: instances })]);
  return world;
}

const set = (key: string, value: string, meta = {}) => ({ kind: 'set', key, value, meta });

/** The host of an instance never answers; resolves once it was asked. */
function hang(world: PlanWorld, id: string): Promise<void> {
  return new Promise((resolve) => world.hang(id, resolve));
}

describe('making a plan', () => {
  it('tells locks from writes, names what is offline, paused or read-only, and what is in the way', async () => {
    const world = await fleetOf(['a', 'b', 'c', 'd']);
    world.host('a').keys.set('system:/x', { value: '1', meta: { own: 'kept' } });
    world.host('b').keys.set('system:/x', { value: '0', meta: {} });
    world.host('b').keys.set('user:/x', { value: 'mine', meta: {} });
    world.host('d').up = false;
    const record = world.registry.instances.get('c');
    if (record !== undefined) await world.registry.instances.put('c', { ...record, identity: OWNED });
    const plan = await make(world, 'top', [set('system:/x', '1')]);
    const side = (value: string) => ({ value, meta: {} });
    const change = { key: 'system:/x', after: side('1') };
    expect(plan.groups).toEqual([
      { instances: ['a'], changes: [{ ...change, kind: 'lock', before: side('1') }] },
      { instances: ['b'], changes: [{ ...change, kind: 'write', before: side('0') }] },
      { instances: ['c'], changes: [{ ...change, kind: 'write', before: null }] },
    ]);
    expect(plan).toMatchObject({ offline: ['d'], paused: [], readOnly: ['c'], conflicts: [] });
    expect(plan.shadows).toEqual([{ instanceId: 'b', key: 'user:/x', shadows: 'system:/x' }]);
  });

  it('counts an instance that hangs as offline, while the others wait for nothing but it', async () => {
    const world = await fleetOf(['a', 'b']);
    const asked = hang(world, 'b');
    const making = make(world, 'web', [set('system:/x', '1')]);
    await asked;
    world.clock.advance(10_000);
    const plan = await making;
    expect(plan.offline).toEqual(['b']);
    expect(plan.groups).toMatchObject([{ instances: ['a'] }]);
    expect(world.clock.waiting).toBe(0);
  });

  it('ends when nobody wants it any more', async () => {
    const world = await fleetOf(['a']);
    const asked = hang(world, 'a');
    const caller = new AbortController();
    const making = make(world, 'web', [set('system:/x', '1')], { signal: caller.signal });
    await asked;
    caller.abort();
    await expect(making).rejects.toMatchObject({ name: 'CancelledError' });
    expect(world.clock.waiting).toBe(0);
  });

  it('has conflicts as data, which cannot be applied unless they are below and forced', async () => {
    const world = await fleetOf(['a']);
    await world.edit('top', [ClusterEdit.parse(set('system:/above', '1'))]);
    await world.edit('web', [ClusterEdit.parse(set('system:/below', '1'))]);
    world.deliver();
    const above = await make(world, 'web', [set('system:/above', '2')], { force: true });
    expect(above).toMatchObject({
      conflicts: [{ key: 'system:/above', clusterId: 'top', where: 'above' }],
      groups: [],
    });
    await expect(world.plans.apply('web', above.hash, HOW, NEVER)).rejects.toMatchObject({ code: 'SETTING_CONFLICT' });
    const below = await make(world, 'top', [set('system:/below', '2')]);
    expect(below).toMatchObject({ conflicts: [{ clusterId: 'web', where: 'below' }], groups: [{ instances: ['a'] }] });
    await expect(world.plans.apply('top', below.hash, HOW, NEVER)).rejects.toMatchObject({ code: 'SETTING_CONFLICT' });
    const forced = await make(world, 'top', [set('system:/below', '2')], { force: true });
    await world.plans.apply('top', forced.hash, HOW, NEVER);
    expect([...world.effective.settings('a').values()]).toMatchObject([{ key: 'system:/above' }, { clusterId: 'top' }]);
  });

  it('takes what Elektra made of a value for the value', async () => {
    const world = await fleetOf(['a']);
    await world.edit('web', [ClusterEdit.parse(set('system:/x', 'on'))]);
    world.deliver();
    world.host('a').keys.set('system:/x', { value: '1', meta: {} });
    const { number } = world.registry.clusters.place('a') ?? { number: 0 };
    const readBack = { 'system:/x': { value: '1', meta: {} } };
    world.records.set('a', { confirmed: number + 9, compare: null, rejected: {}, readBack });
    const plan = await make(world, 'web', [{ kind: 'place', parentId: null }]);
    expect(plan.groups).toEqual([]);
  });

  it('is for its own cluster only, and for half an hour', async () => {
    const world = await fleetOf(['a']);
    const { hash } = await make(world, 'web', [set('system:/x', '1')]);
    const outdated = { code: 'PLAN_OUTDATED', data: { hash } };
    await expect(world.plans.apply('top', hash, HOW, NEVER)).rejects.toMatchObject(outdated);
    world.clock.advance(30 * 60_000);
    await expect(world.plans.apply('web', hash, HOW, NEVER)).rejects.toMatchObject(outdated);
  });

  it('can be applied again after what was no fault of the plan', async () => {
    const world = await fleetOf(['a']);
    const { hash } = await make(world, 'web', [set('system:/x', '1')]);
    const gone = new AbortController();
    gone.abort();
    await expect(world.plans.apply('web', hash, HOW, gone.signal)).rejects.toMatchObject({ name: 'CancelledError' });
    await world.plans.apply('web', hash, HOW, NEVER);
    expect(world.effective.settings('a').size).toBe(1);
  });
});

describe('the groups of a plan', () => {
  it('are refused when they hold more than an answer can', () => {
    const groups = createGroups(createFakeDigest(), 1000);
    const change = (value: string) => ({
      key: 'system:/x',
      kind: 'remove' as const,
      before: { value, meta: {} },
      after: null,
    });
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) groups.add(id, [change('x'.repeat(500))]);
    expect(() => groups.add('g', [change('y'.repeat(500))])).toThrow(expect.objectContaining({ code: 'TOO_LARGE' }));
  });
});

const OWNED = { state: 'owned', owner: { id: 'x', name: 'another' }, other: null } as const;
