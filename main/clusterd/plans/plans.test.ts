import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { Plan, PlannedChange } from '#shared/clusterd/plans.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { Metadata } from '#shared/model/key.ts';
import { planWorld, type PlanWorld } from './testing/plan-world.ts';
import { relevant, sameWhereRead } from './testing/relevant.ts';
import { anEdit, key, metadata, value } from './testing/random-edits.ts';

const CLUSTERS = ['top', 'web', 'db'];
const INSTANCES = ['i1', 'i2', 'i3', 'i4'];
const someCluster = fc.constantFrom(...CLUSTERS);
const someInstance = fc.constantFrom(...INSTANCES);
const edits = fc.array(anEdit(CLUSTERS, INSTANCES), { minLength: 1, maxLength: 3 });
const history = fc.array(fc.record({ cluster: someCluster, edit: anEdit(CLUSTERS, INSTANCES) }), { maxLength: 8 });
const ownKeys = fc.array(fc.record({ id: someInstance, key, value: fc.option(value), meta: metadata }), {
  maxLength: 8,
});
const flips = fc.uniqueArray(someInstance, { maxLength: 2 });

/** How every world begins, so that most edits find somebody. */
const BEGINNING = [
  ['web', { kind: 'place', parentId: 'top' }],
  ['web', { kind: 'join', instanceIds: ['i1', 'i2'] }],
  ['db', { kind: 'join', instanceIds: ['i3'] }],
  ['top', { kind: 'set', key: 'system:/a', value: '1', meta: { m: '1' } }],
] as const;

const NEVER = new AbortController().signal;
const HOW = { act: 'plans.apply', by: 'ada', note: null, wait: 0, authorise: () => undefined };

const make = (world: PlanWorld, clusterId: string, draft: readonly ClusterEdit[], force = true) =>
  world.plans.make({ clusterId, edits: draft, force }, () => undefined, NEVER);
const apply = (world: PlanWorld, { clusterId, hash }: Pick<Plan, 'clusterId' | 'hash'>) =>
  world.plans.apply(clusterId, hash, HOW, NEVER);

/** null: the edits cannot be done here. */
async function made(world: PlanWorld, clusterId: string, draft: readonly ClusterEdit[]): Promise<Plan | null> {
  return make(world, clusterId, draft).catch((error: unknown) => {
    if (isElektraError(error)) return null;
    throw error;
  });
}

async function lived(past: readonly { readonly cluster: string; readonly edit: ClusterEdit }[]): Promise<PlanWorld> {
  const world = await planWorld(CLUSTERS, INSTANCES);
  for (const [cluster, edit] of BEGINNING) await world.edit(cluster, [ClusterEdit.parse(edit)]);
  for (const { cluster, edit } of past) {
    await world.edit(cluster, [edit]).catch((error: unknown) => {
      if (!isElektraError(error)) throw error;
    });
  }
  world.deliver();
  return world;
}

type Own = { readonly id: string; readonly key: string; readonly value: string | null; readonly meta: Metadata };

/** Someone on the host changes a key, or removes it (`value` null). */
function changeOnHost(world: PlanWorld, { id, key: name, value: text, meta }: Own): void {
  if (text === null) world.host(id).keys.delete(name);
  else world.host(id).keys.set(name, { value: text, meta: { ...meta } });
}

const held = (world: PlanWorld, id: string) => new Map(structuredClone([...world.host(id).keys]));

/** The key as it is after a planned change of it. */
function changed(key_: { value?: string; meta: Metadata } | undefined, { before, after, kind }: PlannedChange) {
  if (kind === 'lock' || kind === 'unlock') return key_;
  if (after === null) return undefined;
  const others = Object.entries(key_?.meta ?? {}).filter(([name]) => !Object.hasOwn(before?.meta ?? {}, name));
  const meta = { ...Object.fromEntries(others), ...after.meta };
  return { value: after.value ?? key_?.value ?? '', meta };
}

const changesOn = (plan: Plan, id: string): readonly PlannedChange[] =>
  plan.groups.filter(({ instances }) => instances.some((each) => each === id)).flatMap(({ changes }) => changes);

describe('a plan', () => {
  it('says exactly what applying it does, on every instance that can be asked', async () => {
    await fc.assert(
      fc.asyncProperty(history, ownKeys, flips, someCluster, edits, async (past, own, down, clusterId, draft) => {
        const world = await lived(past);
        for (const each of own) changeOnHost(world, each);
        for (const id of down) world.host(id).up = false;
        const plan = await made(world, clusterId, draft);
        if (plan === null || plan.conflicts.some(({ where }) => where === 'above')) return;
        const before = new Map(INSTANCES.map((id) => [id, held(world, id)]));
        const lockedBefore = new Map(INSTANCES.map((id) => [id, world.effective.settings(id)]));
        await apply(world, plan);
        world.deliver();
        for (const id of INSTANCES.filter((each) => !down.includes(each))) {
          const expected = new Map(before.get(id));
          for (const change of changesOn(plan, id)) {
            const next = changed(expected.get(change.key), change);
            if (next === undefined) expected.delete(change.key);
            else expected.set(change.key, next);
          }
          expect(held(world, id)).toEqual(expected);
          const locked = [...world.effective.settings(id).keys()].filter((name) => !lockedBefore.get(id)?.has(name));
          const unlocked = [...(lockedBefore.get(id)?.keys() ?? [])].filter(
            (name) => !world.effective.settings(id).has(name),
          );
          const named = changesOn(plan, id).map((change) => change.key);
          expect(named).toEqual(expect.arrayContaining([...locked, ...unlocked]));
          const isSet = (name: string) => world.effective.settings(id).has(name);
          for (const { key: name, kind } of changesOn(plan, id)) {
            if (kind === 'lock') expect(isSet(name)).toBe(true);
            if (kind === 'unlock' || kind === 'remove') expect(isSet(name)).toBe(false);
          }
        }
        expect(plan.offline.every((id) => down.includes(id))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('puts each instance into one group, the largest first, and no two groups are alike', async () => {
    await fc.assert(
      fc.asyncProperty(history, ownKeys, someCluster, edits, async (past, own, clusterId, draft) => {
        const world = await lived(past);
        for (const each of own) changeOnHost(world, each);
        const plan = await made(world, clusterId, draft);
        if (plan === null) return;
        const ids = plan.groups.flatMap(({ instances }) => instances);
        expect(new Set(ids).size).toBe(ids.length);
        const texts = plan.groups.map(({ changes }) => JSON.stringify(changes));
        expect(new Set(texts).size).toBe(texts.length);
        expect(plan.groups.every(({ changes }) => changes.length > 0)).toBe(true);
        const sizes = plan.groups.map(({ instances }) => instances.length);
        expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
        expect((await made(world, clusterId, draft))?.groups).toEqual(plan.groups);
      }),
      { numRuns: 100 },
    );
  });

  it('is refused exactly when something that it touches has changed since', async () => {
    const meanwhile = fc.oneof(
      fc.record({ what: fc.constant('edit' as const), cluster: someCluster, edit: anEdit(CLUSTERS, INSTANCES) }),
      fc.record({ what: fc.constant('host' as const), id: someInstance, key, value: fc.option(value), meta: metadata }),
      fc.record({ what: fc.constant('flip' as const), id: someInstance }),
      fc.record({ what: fc.constant('deliver' as const) }),
      fc.record({ what: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 40 }) }),
    );
    const outcomes = { outdated: 0, applied: 0 };
    await fc.assert(
      fc.asyncProperty(
        history,
        someCluster,
        edits,
        fc.array(meanwhile, { minLength: 1, maxLength: 3 }),
        async (past, id, draft, acts) => {
          const world = await lived(past);
          const plan = await made(world, id, draft);
          if (plan === null || plan.conflicts.some(({ where }) => where === 'above')) return;
          const then = relevant(world, id, draft);
          for (const act of acts) {
            if (act.what === 'edit') await world.edit(act.cluster, [act.edit]).catch(() => null);
            if (act.what === 'host') changeOnHost(world, act);
            if (act.what === 'flip') world.host(act.id).up = !world.host(act.id).up;
            if (act.what === 'deliver') world.deliver();
            if (act.what === 'wait') world.clock.advance(act.minutes * 60_000);
          }
          const isLate = world.clock.now() >= plan.expiresAt;
          const isSame = !isLate && sameWhereRead(then, relevant(world, id, draft));
          const outcome = await apply(world, plan).then(
            () => 'applied' as const,
            (error: unknown) => {
              if (isElektraError(error, 'PLAN_OUTDATED')) return 'outdated' as const;
              throw error;
            },
          );
          expect(outcome).toBe(isSame ? 'applied' : 'outdated');
          outcomes[outcome] += 1;
          await expect(apply(world, plan)).rejects.toMatchObject({ code: 'PLAN_OUTDATED' });
        },
      ),
      { numRuns: 300 },
    );
    expect(Math.min(outcomes.outdated, outcomes.applied)).toBeGreaterThan(10);
  });
});
