import { describe, expect, it } from 'vitest';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import { ClusterId } from '#shared/model/cluster.ts';
import { InstanceId } from '#shared/model/instance.ts';
import type { DriftOptions } from './command-options.ts';
import { diff } from './diff.ts';
import { drift } from './drift.ts';
import { COMMON, namedClusters, type Asked } from './testing/named-clusters.ts';

const { start, run } = namedClusters();
const SIDES = { expected: { value: '1', meta: {} }, actual: { value: '2', meta: {} } };
const DRIFT: DriftOptions = { ...COMMON, check: false, accept: [], reapply: false, instance: [], key: [] };

/** Both sides of one key of each of these instances. */
function drifted(asked: Asked, instances: readonly string[]): Partial<Handlers<ClusterdContract>> {
  const answer = (name: string) => async (input: { readonly id: string }) => {
    Object.assign(asked, { [name]: [...((asked[name] as readonly string[] | undefined) ?? []), input.id] });
    const keys = [{ key: 'system:/a', clusterId: ClusterId.parse('c1'), ...SIDES }];
    const of = (id: string) => ({
      instanceId: InstanceId.parse(id),
      checkedAt: 0,
      error: null,
      keys,
      shadows: [],
      givenUp: [],
    });
    return { instances: instances.map(of), compared: 2 };
  };
  const settled = (name: string) => async (input: object) => {
    Object.assign(asked, { [name]: input });
    return { rollout: 1, state: 'pending' as const, outcomes: [] };
  };
  return {
    'drift.get': answer('get'),
    'drift.check': answer('check'),
    'drift.accept': settled('accept'),
    'drift.reapply': settled('reapply'),
  };
}

describe('diff', () => {
  it('compares now, and shows the members that are named', async () => {
    const asked: Asked = {};
    const { id } = await start(drifted(asked, ['other', 'third']));
    const all = await run({}, (context) => diff('web', [], COMMON, context));
    expect(asked).toEqual({ check: ['c1'] });
    expect(all).toMatchObject({ code: 2, out: expect.stringContaining('  system:/a  "1" → "2"\n') });
    const one = await run({}, (context) => diff('web', [id], { ...COMMON, json: true }, context));
    expect([one.code, JSON.parse(one.out)]).toEqual([0, { instances: [], compared: 1 }]);
  });
});

describe('drift', () => {
  const driftWith = (text: string | undefined, options: Partial<DriftOptions>) =>
    run({}, (context) => drift(text, { ...DRIFT, ...options }, context));

  it('of no cluster is that of all, each looked at once', async () => {
    const asked: Asked = {};
    await start(drifted(asked, ['a']));
    const { code, out } = await driftWith(undefined, { json: true });
    expect(asked).toEqual({ get: ['top', 'c3'] });
    expect([code, (JSON.parse(out) as { readonly compared: number }).compared]).toEqual([2, 4]);
  });

  it('is compared now with --check', async () => {
    const asked: Asked = {};
    await start(drifted(asked, []));
    expect(await driftWith('web', { check: true })).toMatchObject({ code: 0, out: '2 instances compared, 0 differ\n' });
    expect(asked).toEqual({ check: ['c1'] });
  });

  it('accepts what the one member holds that differs', async () => {
    const asked: Asked = {};
    await start(drifted(asked, ['odd']));
    expect(await driftWith('web', { accept: ['system:/a'] })).toMatchObject({ code: 2 });
    expect(asked['accept']).toEqual({ id: 'c1', instanceId: 'odd', keys: ['system:/a'], note: null, wait: 10 });
  });

  it('asks which one is meant when several differ', async () => {
    const { id } = await start(drifted({}, ['odd', 'other']));
    await expect(driftWith('web', { accept: ['system:/a'] })).rejects.toThrow('--instance: odd, other');
    await expect(driftWith('web', { accept: ['system:/b'] })).rejects.toThrow('No member was seen');
    expect(await driftWith('web', { accept: ['system:/a'], instance: [id] })).toMatchObject({ code: 2 });
  });

  it('writes again what is set, everywhere or where it is said', async () => {
    const asked: Asked = {};
    const { id } = await start(drifted(asked, []));
    await driftWith('web', { reapply: true });
    expect(asked['reapply']).toEqual({ id: 'c1', note: null, wait: 10 });
    await driftWith('web', { reapply: true, instance: ['a'], key: ['system:/a'] });
    expect(asked['reapply']).toMatchObject({ instanceIds: [id], keys: ['system:/a'] });
  });

  it.each<[string, string | undefined, Partial<DriftOptions>]>([
    ['Say one of them', 'web', { check: true, reapply: true }],
    ['Of which cluster', undefined, { reapply: true }],
    ['--key goes with', 'web', { key: ['system:/a'] }],
    ['--instance goes with', 'web', { instance: ['a'] }],
  ])('says %j', async (words, text, options) => {
    await start();
    await expect(driftWith(text, options)).rejects.toThrow(words);
  });
});
