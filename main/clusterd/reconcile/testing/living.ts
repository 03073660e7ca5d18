import fc from 'fast-check';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { reconcilerWorld, type World } from './reconciler-world.ts';

export const CLUSTERS = ['top', 'web', 'db'] as const;
export const INSTANCES = ['i1', 'i2', 'i3'] as const;
export const KEYS = ['system:/a', 'user:/b', 'spec:/a'] as const;

const cluster = fc.constantFrom(...CLUSTERS);
const instance = fc.constantFrom(...INSTANCES);
const key = fc.constantFrom(...KEYS);

export const anAct = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('set' as const), cluster, key, meta: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('unset' as const), cluster, key, keep: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('join' as const), cluster, instance }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), cluster, instance }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('place' as const), cluster, parent: fc.option(cluster) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pause' as const), cluster, paused: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('state' as const), instance, up: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fail' as const), instance, after: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('compare' as const), instance }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass' as const), seconds: fc.nat(90) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill' as const) }) },
);
type Act = typeof anAct extends fc.Arbitrary<infer T> ? T : never;

/** An act, and how much of what it sets off happens before the next. */
export const aStep = fc.record({ act: anAct, ticks: fc.nat(60) });

/** What may never be on an instance any more: values of a key that were removed while it was a member. */
interface Buried {
  readonly id: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A fleet to which things happen. `world` is another one after a kill. */
export class Living {
  world: World;
  private count = 0;
  private buried: Buried[] = [];
  private readonly values = new Map<string, string[]>();
  /** Requests that may not have been sent. */
  private readonly forbidden: string[] = [];

  private constructor(world: World) {
    this.world = world;
  }

  static async begin(): Promise<Living> {
    const living = new Living(await reconcilerWorld());
    const { world } = living;
    await world.add(...INSTANCES);
    for (const id of CLUSTERS) await world.cluster(id);
    await world.edit('web', { kind: 'place', parentId: 'top' });
    await world.edit('web', { kind: 'join', instanceIds: ['i1', 'i2'] as never });
    for (const id of INSTANCES) living.fail(id, Infinity);
    world.host('i2').storesMany = true;
    return living;
  }

  async step({ act, ticks }: { readonly act: Act; readonly ticks: number }): Promise<void> {
    await this.act(act).catch((error: unknown) => {
      if (!isElektraError(error)) throw error;
    });
    for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
    this.requireConfirmed();
  }

  /** All are up, nothing fails, nothing is paused, and time passes until all waits are over. */
  async end(): Promise<void> {
    for (const id of CLUSTERS) await this.world.pause(id, false);
    for (const id of INSTANCES) this.fail(id, Infinity);
    for (let minute = 0; minute < 3; minute += 1) {
      for (const id of INSTANCES) await this.state(id, true);
      await this.world.quiet();
      this.world.clock.advance(61_000);
      await this.world.quiet();
    }
  }

  /** Where what is there is not what the clusters set; none when all is well. */
  wrong(): readonly string[] {
    const { world } = this;
    const differing = INSTANCES.flatMap((id) => this.differing(id, Infinity));
    const alive = this.buried.filter(({ id, key: name, values }) => values.includes(world.value(id, name) ?? ''));
    const behind = INSTANCES.filter((id) => world.reconciler.summary(id).pending > 0);
    return [
      ...this.forbidden,
      ...differing,
      ...alive.map(({ id, key: name }) => `${id} still has ${name}`),
      ...behind.map((id) => `${id} is behind`),
    ];
  }

  /** What an instance lacks of what the changes up to this one set. */
  private differing(id: string, upTo: number): readonly string[] {
    const { effective, host } = this.world;
    return [...effective.settings(id).values()].flatMap(({ key: name, number, value, meta }) => {
      const there = host(id).keys.get(name);
      const isThere =
        there !== undefined &&
        (value === null || there.value === value) &&
        Object.entries(meta).every(([metakey, text]) => there.meta[metakey] === text);
      if (isThere || number > upTo) return [];
      return [`${id} ${name} is ${JSON.stringify(there)} and not ${JSON.stringify({ value, meta })}`];
    });
  }

  /** Whatever is confirmed is there. */
  private requireConfirmed(): void {
    const { reconciler, effective } = this.world;
    for (const id of INSTANCES) {
      const record = reconciler.record(id);
      if (effective.due(id, record).compare) continue;
      this.forbidden.push(...this.differing(id, record.confirmed).map((text) => `confirmed too early: ${text}`));
    }
  }

  private async act(act: Act): Promise<void> {
    const { world } = this;
    switch (act.kind) {
      case 'set': {
        const value = String((this.count += 1));
        this.values.set(act.key, [...(this.values.get(act.key) ?? []), value]);
        const meta = act.meta ? { meta: { 'check/range': `0-${this.count}` } } : {};
        await world.edit(act.cluster, { kind: 'set', key: act.key, value, ...meta });
        return;
      }
      case 'unset': {
        if (!world.registry.clusters.settings(act.cluster).has(act.key)) return;
        const ids = [...world.effective.membersBelow(act.cluster)];
        await world.edit(act.cluster, { kind: 'remove', key: act.key, keep: act.keep });
        const values = this.values.get(act.key) ?? [];
        this.buried = this.buried.filter((each) => !act.keep || each.key !== act.key);
        if (!act.keep) this.buried.push(...ids.map((id) => ({ id, key: act.key, values })));
        return;
      }
      case 'join':
      case 'leave':
        this.release(act.instance);
        await world.edit(act.cluster, { kind: act.kind, instanceIds: [act.instance] as never });
        return;
      case 'place':
        for (const id of INSTANCES) this.release(id);
        await world.edit(act.cluster, { kind: 'place', parentId: act.parent as never });
        return;
      case 'pause':
        await world.pause(act.cluster, act.paused);
        return;
      case 'state':
        return this.state(act.instance, act.up);
      case 'fail':
        return this.fail(act.instance, act.after);
      case 'compare':
        return world.reconciler.compare([act.instance], 'asked');
      case 'pass':
        return world.clock.advance(act.seconds * 1000);
      case 'kill':
        await world.kill();
        this.world = await reconcilerWorld(world.store.reopen(), world.elektrads);
    }
  }

  private release(id: string): void {
    this.buried = this.buried.filter((each) => each.id !== id);
  }

  private async state(id: string, up: boolean): Promise<void> {
    this.world.host(id).up = up;
    await this.world.see(id, up ? 'online' : 'offline');
  }

  /** After so many requests more each request fails. */
  private fail(id: string, after: number): void {
    let left = after;
    this.world.host(id).fail = (request, name) => {
      this.requireWanted(id, request, name);
      if (left <= 0) throw new ElektraError('INSTANCE_TIMEOUT', undefined, { data: { host: id, seconds: 10 } });
      left -= 1;
    };
  }

  /** Nothing is written but what a cluster sets of a member, or has set. */
  private requireWanted(id: string, request: string, name: string): void {
    if (request === 'read') return;
    const { effective, registry } = this.world;
    const { clusterId = null } = registry.clusters.place(id) ?? {};
    const clusters = clusterId === null ? [] : effective.path(clusterId);
    if (clusters.some((each) => each.paused)) this.forbidden.push(`${id} was written to although it is paused`);
    const isWanted = clusters.some(
      (each) => registry.clusters.settings(each.id).has(name) || registry.clusters.tombstones(each.id).has(name),
    );
    if (!isWanted) this.forbidden.push(`${name} of ${id} was written although no cluster sets it`);
  }
}
