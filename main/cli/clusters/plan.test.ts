import { describe, expect, it } from 'vitest';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { InstanceId } from '#shared/model/instance.ts';
import { apply } from './apply.ts';
import type { PlanOptions } from './command-options.ts';
import { plan } from './plan.ts';
import { COMMON, namedClusters, type Asked } from './testing/named-clusters.ts';

const { start, run } = namedClusters();
const PLAN: PlanOptions = {
  ...COMMON,
  ...{ force: false, apply: false, top: false, keep: false, leave: [], join: [], remove: [], set: ['system:/a=1'] },
};
function planned(asked: Asked, of: object): Partial<Handlers<ClusterdContract>> {
  return {
    'plans.make': async (input) => {
      Object.assign(asked, input);
      const nothing = { groups: [], offline: [], paused: [], readOnly: [], conflicts: [], shadows: [] };
      return { hash: 'h1', clusterId: input.id, expiresAt: 0, ...nothing, ...of };
    },
    'plans.apply': async (input) => {
      Object.assign(asked, { applied: input });
      return { rollout: 3, state: 'all', outcomes: [{ instanceId: InstanceId.parse('a'), outcome: 'applied' }] };
    },
  };
}

describe('plan', () => {
  it('finds cluster and instance by name, and ends with 2 when something would change', async () => {
    const asked: Asked = {};
    const change = { key: 'system:/a', before: null, after: { value: '1', meta: {} }, kind: 'write' };
    const { id } = await start(planned(asked, { groups: [{ instances: ['x'], changes: [change] }] }));
    const { code, out } = await run({}, (context) => plan('web', { ...PLAN, join: ['a'], parent: 'site' }, context));
    expect(asked).toMatchObject({
      id: 'c1',
      force: false,
      edits: [
        { kind: 'place', parentId: 'top' },
        { kind: 'join', instanceIds: [id] },
        { kind: 'set', key: 'system:/a', value: '1' },
      ],
    });
    expect(code).toBe(2);
    expect(out).toContain('  write  system:/a  (no key) → "1"\n');
  });

  it('ends with 0 when nothing would change, and prints the answer as JSON', async () => {
    await start(planned({}, {}));
    const { code, out } = await run({}, (context) => plan('c1', { ...PLAN, json: true }, context));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ hash: 'h1', clusterId: 'c1', groups: [] });
  });

  it('ends with 1 on a conflict, and does not apply such a plan', async () => {
    const asked: Asked = {};
    const conflict = { key: 'system:/a', clusterId: 'top', where: 'above', by: 'ada', at: 0 };
    await start(planned(asked, { conflicts: [conflict] }));
    const { code, out } = await run({}, (context) => plan('c1', { ...PLAN, apply: true, force: true }, context));
    expect([code, asked['applied']]).toEqual([1, undefined]);
    expect(out).toContain('is set by site (above');
  });

  it('applies at once when told', async () => {
    const asked: Asked = {};
    await start(planned(asked, {}));
    const { code, out } = await run({}, (context) =>
      plan('c1', { ...PLAN, apply: true, note: 'why', wait: 0 }, context),
    );
    expect(asked['applied']).toEqual({ id: 'c1', hash: 'h1', note: 'why', wait: 0 });
    expect([code, out]).toEqual([0, 'rollout 3, 1 instance: 1 applied\n']);
  });

  it.each([
    ['nobody', 'There is no cluster "nobody"'],
    ['twin', 'c2, c3'],
  ])('of %s says who is meant', async (name, words) => {
    await start();
    await expect(run({}, (context) => plan(name, PLAN, context))).rejects.toThrow(words);
  });

  it('of an unknown instance says so', async () => {
    await start();
    await expect(run({}, (context) => plan('c1', { ...PLAN, join: ['b'] }, context))).rejects.toThrow(
      'no instance "b"',
    );
  });
});

describe('apply', () => {
  it('tells an outdated plan with its code', async () => {
    await start({
      'plans.apply': async () => {
        throw new ElektraError('PLAN_OUTDATED', undefined, { data: { hash: 'h1' } });
      },
    });
    const words = await run({}, (context) => apply('web', 'h1', COMMON, context));
    expect([words.code, words.out]).toEqual([1, '']);
    expect(words.err).toContain('(PLAN_OUTDATED)');
    const json = await run({ json: true }, (context) => apply('web', 'h1', { ...COMMON, json: true }, context));
    expect(JSON.parse(json.err)).toMatchObject({ error: { code: 'PLAN_OUTDATED' } });
  });
});
