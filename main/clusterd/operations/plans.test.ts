import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { Plan } from '#shared/clusterd/plans.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { ClusterId } from '#shared/model/cluster.ts';
import { driftWorld, type DriftWorld } from '../drift/testing/drift-world.ts';
import { anEdit, key, metadata, value } from '../plans/testing/random-edits.ts';

const NAMES = ['i1', 'i2', 'i3'];
const OPERATOR = { caller: { id: 'o', name: 'olga', role: 'operator' as const } };

const edits = fc.array(anEdit(['top', 'web', 'other'], NAMES), { minLength: 1, maxLength: 3 });
const draft = fc.record({ cluster: fc.constantFrom('top', 'web', 'other'), edits });

/** Our own marker is no setting's business. */
const held = (world: DriftWorld, name: string) =>
  new Map([...world.keys(name)].filter(([each]) => !each.startsWith('user:/sw/elektra/web/')));

interface Drafted {
  readonly cluster: string;
  readonly edits: readonly ClusterEdit[];
}

/** null: the edits cannot be done. */
async function planned(world: DriftWorld, { cluster, edits: wanted }: Drafted): Promise<Plan | null> {
  const input = { id: ClusterId.parse(cluster), edits: [...wanted], force: true };
  return world.call('plans.make', input).catch((error: unknown) => {
    if (isElektraError(error)) return null;
    throw error;
  });
}

function afterPlan(before: ReturnType<typeof held> | undefined, plan: Plan, id: string) {
  const after = new Map(before);
  const changes = plan.groups
    .filter(({ instances }) => instances.some((each) => each === id))
    .flatMap((group) => group.changes);
  for (const change of changes) {
    if (change.kind === 'remove') after.delete(change.key);
    if (change.kind !== 'write' || change.after === null) continue;
    const stored = before?.get(change.key);
    const others = Object.entries(stored?.meta ?? {}).filter(
      ([name]) => !Object.hasOwn(change.before?.meta ?? {}, name),
    );
    const meta = { ...Object.fromEntries(others), ...change.after.meta };
    after.set(change.key, { value: change.after.value ?? stored?.value ?? '', meta });
  }
  return after;
}

describe('plans', () => {
  it('say what comes of applying them on the hosts', async () => {
    const own = fc.array(fc.record({ name: fc.constantFrom(...NAMES), key, value, meta: metadata }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(draft, { maxLength: 4 }), own, draft, async (past, onHosts, last) => {
        const world = await driftWorld(NAMES);
        for (const each of past) {
          const plan = await planned(world, each);
          if (plan === null || plan.conflicts.some(({ where }) => where === 'above')) continue;
          await world.call('plans.apply', { id: plan.clusterId, hash: plan.hash });
        }
        for (const each of onHosts) world.keys(each.name).set(each.key, { value: each.value, meta: each.meta });
        const plan = await planned(world, last);
        if (plan !== null && plan.conflicts.every(({ where }) => where === 'below')) {
          const before = new Map(NAMES.map((name) => [name, held(world, name)]));
          const { state, outcomes } = await world.call('plans.apply', { id: plan.clusterId, hash: plan.hash });
          expect(state).toBe('all');
          for (const name of NAMES) {
            expect(held(world, name)).toEqual(afterPlan(before.get(name), plan, world.id(name)));
          }
          const written = plan.groups.filter(({ changes }) =>
            changes.some(({ kind }) => kind === 'write' || kind === 'remove'),
          );
          const named = outcomes.map(({ instanceId }) => instanceId);
          expect(named).toEqual(expect.arrayContaining(written.flatMap(({ instances }) => instances)));
        }
        await world.close();
      }),
      { numRuns: 60 },
    );
  });

  it('need the role of what they do, made and applied', async () => {
    const world = await driftWorld(['i1']);
    const leave = { id: world.web, edits: [{ kind: 'leave' as const, instanceIds: [world.id('i1')] }] };
    const forbidden = { code: 'FORBIDDEN', data: { needs: 'admin' } };
    await expect(world.call('plans.make', leave, OPERATOR)).rejects.toMatchObject(forbidden);
    const { hash } = await world.call('plans.make', leave);
    await expect(world.call('plans.apply', { id: world.web, hash }, OPERATOR)).rejects.toMatchObject(forbidden);
    expect(await world.call('plans.apply', { id: world.web, hash })).toMatchObject({ state: 'all' });
    const set = { id: world.web, edits: [{ kind: 'set' as const, key: 'system:/a', value: '1' }] };
    const again = await world.call('plans.make', set, OPERATOR);
    await world.call('plans.apply', { id: world.web, hash: again.hash }, OPERATOR);
    await world.close();
  });

  it('tell how far they are', async () => {
    const world = await driftWorld(NAMES);
    const parts: unknown[] = [];
    const set = { id: world.top, edits: [{ kind: 'set' as const, key: 'system:/a', value: '1' }] };
    await world.call('plans.make', set, { report: (part) => parts.push(part) });
    expect(parts).toEqual([{ done: 3, total: 3 }]);
    await world.close();
  });
});
