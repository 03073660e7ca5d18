import fc from 'fast-check';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { ClusterId } from '#shared/model/cluster.ts';
import { InstanceId } from '#shared/model/instance.ts';
import { ClusterModel, type ModelAct } from '#shared/testing/cluster-model.ts';
import { clusterdUnderTest, type ClusterdUnderTest } from './testing/clusterd-under-test.ts';
import { createFakeClock } from './testing/fake-clock.ts';
import { createMemoryDocumentStore } from './testing/memory-document-store.ts';
import { createMemorySecrets } from './testing/memory-secrets.ts';
import { createFakeElektrads } from './testing/fake-elektrads.ts';

const CLUSTERS = ['a', 'b', 'c'] as const;
const INSTANCES = ['i1', 'i2', 'i3'] as const;
const KEYS = ['system:/x', 'user:/y', 'spec:/z'] as const;
/** Keys that clusters set, the same in namespaces that would hide them, and one that none ever sets. */
const LOOKED_AT = [...KEYS, 'user:/x', 'dir:/x', 'dir:/y', 'system:/own'];
/** Longer than the watch takes to come round, than any back-off, and than the rounds in which drift is looked for. */
const A_WHILE = 31 * 60_000;

const hostOf = (id: string) => `http://${id}:1`;

/** A clusterd over fake hosts, which can be killed and started again over what it has stored. */
class Real {
  private readonly entries = new Map<string, string>();
  private readonly clock = createFakeClock();
  readonly elektrads = createFakeElektrads();
  private store = createMemoryDocumentStore();
  private test: ClusterdUnderTest | null = null;

  async start(): Promise<void> {
    const { elektrads, entries, clock } = this;
    this.test = await clusterdUnderTest(this.store, elektrads, createMemorySecrets(entries), { clock });
    this.test.clusterd.watch();
  }

  get call(): ClusterdUnderTest['call'] {
    if (this.test === null) throw new Error('It was not started.');
    const { call } = this.test;
    // Some wait for a time that passes only when it is told to.
    return async (...args) => {
      let isOver = false;
      const answer = call(...args).finally(() => {
        isOver = true;
      });
      const answered = answer.catch(() => undefined);
      while (!isOver) await this.pass(1);
      await answered;
      return answer;
    };
  }

  /** What was stored stays, and nothing that was under way comes to an end. */
  async kill(): Promise<void> {
    const killed = this.store;
    this.store = killed.reopen();
    await killed.close();
    await this.start();
  }

  async pass(milliseconds: number): Promise<void> {
    this.clock.advance(milliseconds);
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
  }

  keys(id: string) {
    return this.elektrads.host(hostOf(id)).keys as Map<string, { value?: string; meta: Record<string, string> }>;
  }
}

interface Model {
  readonly clusters: ClusterModel;
}

type Step = fc.AsyncCommand<Model, Real>;

/** An act of a person: it is done, or refused, exactly where the rules do so. */
class Act implements Step {
  constructor(readonly act: ModelAct) {}

  check = () => true;

  async run({ clusters }: Model, real: Real): Promise<void> {
    const allowed = isAllowed(clusters, this.act);
    const done = await request(real, this.act).then(
      () => true,
      (error: unknown) => {
        if (!isElektraError(error)) throw error;
        return false;
      },
    );
    expect(done, this.toString()).toBe(allowed);
  }

  toString = () => JSON.stringify(this.act);
}

function isAllowed(clusters: ClusterModel, act: ModelAct): boolean {
  try {
    clusters.do(act);
    return true;
  } catch {
    return false;
  }
}

/** Something that happens by itself. */
class Event implements Step {
  constructor(
    private readonly name: string,
    private readonly happen: (real: Real) => Promise<void>,
  ) {}

  check = () => true;
  run = (_model: Model, real: Real) => this.happen(real);
  toString = () => this.name;
}

async function request({ call }: Real, act: ModelAct): Promise<unknown> {
  const id = ClusterId.parse(act.id);
  const parentOf = (parentId: string | null) => (parentId === null ? null : ClusterId.parse(parentId));
  if (act.kind === 'create') return call('clusters.create', { id, name: act.name, parentId: parentOf(act.parentId) });
  if (act.kind === 'rename') return call('clusters.change', { id, name: act.name });
  if (act.kind === 'place') {
    return call('clusters.change', { id, parentId: parentOf(act.parentId), force: act.force });
  }
  if (act.kind === 'remove') return call('clusters.remove', { id, force: act.force });
  if (act.kind === 'set') {
    return call('settings.set', { id, key: act.key, value: act.value, force: act.force, wait: 0 });
  }
  if (act.kind === 'unset') return call('settings.remove', { id, key: act.key, keep: act.keep, wait: 0 });
  const instanceId = InstanceId.parse(act.instanceId);
  if (act.kind === 'leave') return call('clusters.leave', { id, instanceId });
  return call('clusters.join', { id, instanceId, force: act.force, wait: 0 });
}

const id = fc.constantFrom(...CLUSTERS);
const instanceId = fc.constantFrom(...INSTANCES);
const key = fc.constantFrom(...KEYS);
const value = fc.constantFrom('1', '2', '3', '4', '5');
const force = fc.boolean();
const name = fc.constantFrom('web', 'mail');
const parentId = fc.option(id);
const kind = <K extends string>(of: K) => fc.constant(of);

const act = fc
  .oneof(
    { weight: 2, arbitrary: fc.record({ kind: kind('create'), id, name, parentId }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('rename'), id, name }) },
    { weight: 2, arbitrary: fc.record({ kind: kind('place'), id, parentId, force }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('remove'), id, force }) },
    { weight: 4, arbitrary: fc.record({ kind: kind('join'), id, instanceId, force }) },
    { weight: 2, arbitrary: fc.record({ kind: kind('leave'), id, instanceId }) },
    { weight: 6, arbitrary: fc.record({ kind: kind('set'), id, key, value, force }) },
    { weight: 3, arbitrary: fc.record({ kind: kind('unset'), id, key, keep: force }) },
  )
  .map((each) => new Act(each));

const event = fc.oneof(
  fc.record({ at: instanceId, up: fc.boolean() }).map(
    ({ at, up }) =>
      new Event(`${at} ${up ? 'returns' : 'goes'}`, async ({ elektrads }) => {
        elektrads.host(hostOf(at)).up = up;
      }),
  ),
  fc.record({ at: id, paused: fc.boolean() }).map(
    ({ at, paused }) =>
      new Event(`${at} ${paused ? 'paused' : 'resumed'}`, async ({ call }) => {
        await call('clusters.setPaused', { id: ClusterId.parse(at), paused }).catch(ignoreMissing);
      }),
  ),
  fc.record({ at: id, policy: fc.constantFrom('report' as const, 'enforce' as const) }).map(
    ({ at, policy }) =>
      new Event(`${at} ${policy}s`, async ({ call }) => {
        await call('clusters.setPolicy', { id: ClusterId.parse(at), policy }).catch(ignoreMissing);
      }),
  ),
  fc.record({ at: instanceId, changed: key, to: fc.option(value) }).map(
    ({ at, changed, to }) =>
      new Event(`${changed} drifts on ${at}`, async (real) => {
        if (to === null) real.keys(at).delete(changed);
        else real.keys(at).set(changed, { value: `drifted ${to}`, meta: {} });
      }),
  ),
  fc.constant(new Event('clusterd is killed', (real) => real.kill())),
  fc.constantFrom(1, 1_000, 40_000, A_WHILE).map((ms) => new Event(`${ms} ms pass`, (real) => real.pass(ms))),
);

function ignoreMissing(error: unknown): void {
  if (!isElektraError(error, 'CLUSTER_NOT_FOUND')) throw error;
}

/** All are there, nothing is paused, what drifted is written again, and nothing is left to do. */
async function quiet(real: Real): Promise<void> {
  const { items } = await real.call('clusters.list', {});
  for (const at of INSTANCES) real.elektrads.host(hostOf(at)).up = true;
  for (const cluster of items) await real.call('clusters.setPaused', { id: cluster.id, paused: false });
  for (let minute = 0; minute < 3; minute += 1) await real.pass(61_000);
  for (const cluster of items) await real.call('drift.check', { id: cluster.id });
  for (const cluster of items) await real.call('drift.reapply', { id: cluster.id, wait: 0 });
  for (let minute = 0; minute < 3; minute += 1) await real.pass(61_000);
}

async function requireAsTheModelSays(real: Real, { clusters }: Model): Promise<void> {
  for (const at of INSTANCES) {
    const effective = clusters.effective(at);
    const held = new Map([...effective.keys()].map((each) => [each, real.keys(at).get(each)?.value]));
    expect(held, `what ${at} holds`).toEqual(effective);
    const { keys } = await real.call('keys.readMany', { id: InstanceId.parse(at), keys: LOOKED_AT });
    const locked = new Map(keys.map((each) => [each.key, each.lockedBy?.key ?? null]));
    expect(locked, `locks of ${at}`).toEqual(new Map(LOOKED_AT.map((each) => [each, lockOf(effective, each)])));
    for (const each of LOOKED_AT) {
      const writing = real.call('keys.set', { id: InstanceId.parse(at), key: each, value: 'by hand' });
      if (lockOf(effective, each) === null) await writing;
      else await expect(writing).rejects.toMatchObject({ code: 'KEY_LOCKED' });
    }
  }
}

/** The key for which another one cannot be written: itself, or what it would hide. */
function lockOf(effective: ReadonlyMap<string, string>, each: string): string | null {
  const path = each.slice(each.indexOf('/'));
  const hidden = { 'user:': ['system:'], 'dir:': ['user:', 'system:'] }[each.slice(0, each.indexOf('/'))] ?? [];
  return [each, ...hidden.map((namespace) => namespace + path)].find((other) => effective.has(other)) ?? null;
}

/** A tree to begin with, so that what follows is not mostly refused. */
const BEGINNING: readonly ModelAct[] = [
  { kind: 'create', id: 'a', name: 'a', parentId: null },
  { kind: 'create', id: 'b', name: 'b', parentId: 'a' },
  { kind: 'create', id: 'c', name: 'c', parentId: null },
  { kind: 'join', id: 'a', instanceId: 'i1', force: false },
  { kind: 'join', id: 'b', instanceId: 'i2', force: false },
];

it('whatever people and hosts do, in the end members hold what their clusters set, and exactly that is locked', async () => {
  const commands = fc.commands([act, act, act, event], { maxCommands: 40, size: 'max' });
  await fc.assert(
    fc.asyncProperty(commands, async (steps) => {
      const real = new Real();
      await real.start();
      for (const at of INSTANCES) {
        await real.call('instances.create', { id: InstanceId.parse(at), name: at, host: hostOf(at) });
      }
      const model: Model = { clusters: new ClusterModel(INSTANCES) };
      for (const each of BEGINNING) await new Act(each).run(model, real);
      await fc.asyncModelRun(() => ({ model, real }), steps);
      await quiet(real);
      await requireAsTheModelSays(real, model);
    }),
    { numRuns: 60 },
  );
});
