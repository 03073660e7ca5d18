import type { Metadata } from '#shared/model/key.ts';

export interface ModelSetting {
  readonly value: string | null;
  readonly meta: Metadata;
}

/** One thing that is to go, and the instances that still have to do it, one by one. */
interface Waiting {
  readonly clusterId: string;
  readonly key: string;
  /** The whole key, or a metakey. */
  readonly what: 'key' | { readonly metakey: string };
  readonly number: number;
  readonly who: Set<string>;
}

export interface ModelDue {
  readonly compare: boolean;
  readonly keys: ReadonlyMap<string, { readonly set: ModelSetting | null; readonly gone: 'key' | readonly string[] }>;
}

export class Refused extends Error {}

/**
 * What DOMAIN.md says of clusters, told without numbers of places: every removal keeps a list of who still has to do it, every instance a list of what
 * is new to it.
 */
export class ClustersModel {
  readonly parents = new Map<string, string | null>();
  readonly settings = new Map<string, Map<string, ModelSetting>>();
  readonly places = new Map<string, string | null>();
  private waiting: Waiting[] = [];
  private readonly news = new Map<string, Set<string>>();
  private readonly moved = new Set<string>();
  private readonly confirmed = new Map<string, number>();
  number = 1;

  /** What is refused on the way is not done at all. @throws Refused */
  wholly(act: () => void): void {
    const { settings, waiting, news } = this;
    const before = structuredClone({ settings, waiting, news });
    try {
      act();
    } catch (error) {
      Object.assign(this, before);
      throw error;
    }
  }

  path(clusterId: string | null): string[] {
    return clusterId === null ? [] : [clusterId, ...this.path(this.parents.get(clusterId) ?? null)];
  }

  below(clusterId: string): string[] {
    return [...this.parents.keys()].filter((id) => id !== clusterId && this.path(id).includes(clusterId));
  }

  members(clusterId: string): string[] {
    return [...this.places].flatMap(([id, at]) => (this.path(at).includes(clusterId) ? [id] : []));
  }

  own(clusterId: string): Map<string, ModelSetting> {
    const own = this.settings.get(clusterId) ?? new Map<string, ModelSetting>();
    this.settings.set(clusterId, own);
    return own;
  }

  effective(instanceId: string): Map<string, ModelSetting> {
    return new Map(this.path(this.places.get(instanceId) ?? null).flatMap((id) => [...this.own(id)]));
  }

  set(clusterId: string, key: string, setting: ModelSetting, force: boolean): void {
    const before = this.own(clusterId).get(key);
    if (before !== undefined && same(before, setting)) return;
    const above = this.path(clusterId).slice(1);
    if (above.some((id) => this.own(id).has(key))) throw new Refused('above');
    const below = this.below(clusterId);
    if (!force && below.some((id) => this.own(id).has(key))) throw new Refused('below');
    for (const id of below) this.own(id).delete(key);
    for (const id of [clusterId, ...below]) this.setAgain(id, key, setting);
    this.own(clusterId).set(key, setting);
    for (const id of this.members(clusterId)) this.newsOf(id).add(key);
  }

  remove(clusterId: string, key: string, keep: boolean): void {
    for (const [name, { value, meta }] of [...this.own(clusterId)].filter(([name]) => isAtOrBelow(name, key))) {
      this.own(clusterId).delete(name);
      if (keep) continue;
      if (value !== null) this.wait(clusterId, name, 'key');
      for (const metakey of Object.keys(meta)) this.wait(clusterId, name, { metakey });
    }
    if (!keep) return;
    this.waiting = this.waiting.filter((each) => each.clusterId !== clusterId || !isAtOrBelow(each.key, key));
  }

  changeMeta(clusterId: string, key: string, metakey: string, value: string | null, keep: boolean, force: boolean) {
    const before = this.own(clusterId).get(key);
    const { [metakey]: old, ...rest } = before?.meta ?? {};
    const after = { value: before?.value ?? null, meta: value === null ? rest : { ...rest, [metakey]: value } };
    if (after.value === null && Object.keys(after.meta).length === 0) this.own(clusterId).delete(key);
    else this.set(clusterId, key, after, force);
    if (value === null && old !== undefined && !keep) this.wait(clusterId, key, { metakey });
  }

  transfer(clusterId: string, source: string, target: string, keepsSource: boolean, force: boolean): void {
    if (isAtOrBelow(source, target) || (!keepsSource && isAtOrBelow(target, source))) throw new Refused('overlap');
    const moving = [...this.own(clusterId)].filter(([name]) => isAtOrBelow(name, source));
    if (moving.length === 0) throw new Refused('nothing there');
    if ([...this.own(clusterId).keys()].some((name) => isAtOrBelow(name, target))) throw new Refused('taken');
    if (!keepsSource) this.remove(clusterId, source, false);
    for (const [name, setting] of moving) this.set(clusterId, target + name.slice(source.length), setting, force);
  }

  shift(clusterId: string, key: string, to: string, force: boolean): void {
    const isNext = this.parents.get(clusterId) === to || this.parents.get(to) === clusterId;
    const moving = [...this.own(clusterId)].filter(([name]) => isAtOrBelow(name, key));
    if (!isNext || moving.length === 0) throw new Refused('nothing to shift, or not there');
    for (const [name] of moving) this.own(clusterId).delete(name);
    for (const [name, setting] of moving) this.set(to, name, setting, force);
  }

  place(instanceId: string, clusterId: string | null): void {
    if (this.places.get(instanceId) === clusterId) return;
    this.places.set(instanceId, clusterId);
    this.moved.add(instanceId);
    for (const { who } of this.waiting) who.delete(instanceId);
  }

  move(clusterId: string, parentId: string | null, force: boolean): void {
    if (this.parents.get(clusterId) === parentId) return;
    if (this.path(parentId).includes(clusterId)) throw new Refused('cycle');
    const moving = [clusterId, ...this.below(clusterId)];
    const above = new Map(this.path(parentId).flatMap((id) => [...this.own(id)]));
    if (!force && moving.some((id) => [...this.own(id).keys()].some((key) => above.has(key)))) throw new Refused('set');
    for (const [key, setting] of above) {
      for (const id of moving) {
        this.own(id).delete(key);
        this.setAgain(id, key, setting);
      }
    }
    const members = this.members(clusterId);
    this.parents.set(clusterId, parentId);
    for (const id of members) {
      this.moved.add(id);
      for (const each of this.waiting) if (!moving.includes(each.clusterId)) each.who.delete(id);
    }
  }

  delete(clusterId: string): void {
    const parentId = this.parents.get(clusterId) ?? null;
    for (const [id, at] of [...this.places]) if (at === clusterId) this.place(id, null);
    for (const id of [...this.parents.keys()]) if (this.parents.get(id) === clusterId) this.move(id, parentId, false);
    this.waiting = this.waiting.filter((each) => each.clusterId !== clusterId);
    this.settings.delete(clusterId);
    this.parents.delete(clusterId);
  }

  /** The instance got all that was due, but for what it refused. */
  deliver(instanceId: string, refused: ReadonlyMap<string, number>): void {
    this.moved.delete(instanceId);
    this.news.delete(instanceId);
    this.confirmed.set(instanceId, this.number);
    for (const { key, number, who } of this.waiting) if (number > (refused.get(key) ?? 0)) who.delete(instanceId);
  }

  due(instanceId: string): ModelDue {
    if ((this.places.get(instanceId) ?? null) === null) return { compare: false, keys: new Map() };
    const compare = this.moved.has(instanceId);
    const confirmed = this.confirmed.get(instanceId) ?? 0;
    const effective = this.effective(instanceId);
    const keys = new Map<string, { set: ModelSetting | null; gone: 'key' | readonly string[] }>();
    for (const [key, set] of effective) {
      if (compare || this.newsOf(instanceId).has(key)) keys.set(key, { set, gone: [] });
    }
    const removals = this.removals(instanceId);
    const newer = new Set([
      ...keys.keys(),
      ...removals.filter(({ number }) => compare || number > confirmed).map(({ key }) => key),
    ]);
    // With what is newer goes what was refused of the key.
    for (const { key, what } of removals.filter((each) => newer.has(each.key))) {
      const before = keys.get(key) ?? { set: null, gone: [] };
      const gone = what === 'key' || before.gone === 'key' ? 'key' : [...before.gone, what.metakey];
      keys.set(key, { set: before.set, gone });
    }
    return { compare, keys };
  }

  /** What locks a key itself, without what it would hide. */
  locks(instanceId: string, key: string): { readonly whole: boolean; readonly metakeys: ReadonlySet<string> } {
    const setting = this.effective(instanceId).get(key);
    const removals = this.removals(instanceId).filter((each) => each.key === key);
    const gone = removals.flatMap(({ what }) => (what === 'key' ? [] : [what.metakey]));
    return {
      whole: (setting?.value ?? null) !== null || removals.some(({ what }) => what === 'key'),
      metakeys: new Set([...Object.keys(setting?.meta ?? {}), ...gone]),
    };
  }

  /** What waits for the instance and is not set for it by a cluster. */
  private removals(instanceId: string): Waiting[] {
    const effective = this.effective(instanceId);
    return this.waiting.filter(({ key, what, who }) => {
      const setting = effective.get(key);
      if (!who.has(instanceId)) return false;
      return setting === undefined || (what !== 'key' && !(what.metakey in setting.meta));
    });
  }

  private newsOf(instanceId: string): Set<string> {
    const news = this.news.get(instanceId) ?? new Set<string>();
    this.news.set(instanceId, news);
    return news;
  }

  private wait(clusterId: string, key: string, what: Waiting['what']): void {
    const isSame = (each: Waiting) =>
      each.clusterId === clusterId && each.key === key && JSON.stringify(each.what) === JSON.stringify(what);
    const who = new Set(this.members(clusterId));
    if (who.size === 0) return;
    this.waiting = this.waiting.filter((each) => !isSame(each));
    this.waiting.push({ clusterId, key, what, number: this.number, who });
  }

  private setAgain(clusterId: string, key: string, { meta }: ModelSetting): void {
    this.waiting = this.waiting.filter(
      (each) =>
        each.clusterId !== clusterId || each.key !== key || (each.what !== 'key' && !(each.what.metakey in meta)),
    );
  }
}

export function isAtOrBelow(name: string, key: string): boolean {
  return name === key || name.startsWith(`${key}/`);
}

function same(a: ModelSetting, b: ModelSetting): boolean {
  const texts = ({ value, meta }: ModelSetting) => JSON.stringify([value, Object.entries(meta).sort()]);
  return texts(a) === texts(b);
}
