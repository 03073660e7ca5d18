import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { atOnce } from '../../pace.ts';
import { NO_EFFECTS } from '../../registry/cluster-records.ts';
import type { ClusterView } from '../../registry/cluster-view.ts';
import { draftOfEdits, effectsOfEdits } from '../../settings/edits.ts';
import { createEffective } from '../../settings/effective.ts';
import { pathOf } from '../../settings/tree.ts';
import { withEffects } from '../../settings/with-effects.ts';
import type { PlanWorld } from './plan-world.ts';

/** The number of the change that the draft would be. */
const DRAFT = Number.MAX_SAFE_INTEGER;

export interface Relevant {
  /** What the registry says of each instance that the draft concerns; null: the draft cannot be done. */
  readonly settings: string | null;
  /** By instance that could be read: what it holds of the keys concerned. */
  readonly held: ReadonlyMap<string, string>;
}

function conflictsOf(view: ClusterView, clusterId: string, draft: readonly ClusterEdit[]) {
  const stamp = { number: DRAFT, at: 0, by: '' };
  return atOnce(draftOfEdits(view, clusterId, draft, stamp, true)).conflicts();
}

/** What a draft touches, found by looking at everything with and without it. */
export function relevant(world: PlanWorld, clusterId: string, draft: readonly ClusterEdit[]): Relevant {
  const after = viewAfter(world, clusterId, draft);
  if (after === null) return { settings: null, held: new Map() };
  const before = world.registry.clusters;
  const of = (view: ClusterView, id: string) => ({
    path: pathOf(view, view.place(id)?.clusterId ?? null).map((each) => each.id),
    settings: createEffective(view).settings(id),
  });
  const told: unknown[] = [conflictsOf(before, clusterId, draft).map(({ at: _at, by: _by, ...each }) => each)];
  for (const id of before.clusterIds()) {
    const [was, is] = [before.cluster(id), after.cluster(id)];
    if (was?.parentId !== is?.parentId) told.push([id, was?.placedNumber, is?.parentId]);
    const names = new Set([...before.settings(id).keys(), ...after.settings(id).keys()]);
    const replaced = [...names].map(
      (name) => [name, before.settings(id).get(name), after.settings(id).get(name)] as const,
    );
    told.push(replaced.filter(([, a, b]) => a?.number !== b?.number));
  }
  const heldNow = new Map<string, string>();
  for (const id of world.registry.instances.all.keys()) {
    const [from, to] = [of(before, id), of(after, id)];
    const hasMoved = JSON.stringify(from.path) !== JSON.stringify(to.path);
    const goneHere = new Map(reaching(after, id, to.path).flatMap((each) => goneIn(after, each)));
    const names = [...new Set([...from.settings.keys(), ...to.settings.keys(), ...goneHere.keys()])].sort();
    const keys = names
      .map((name) => ({
        name,
        sides: [from.settings.get(name), to.settings.get(name)] as const,
        gone: goneHere.get(name) ?? [],
      }))
      .filter(
        ({ sides: [a, b], gone }) =>
          hasMoved || gone.length > 0 || a?.number !== b?.number || a?.clusterId !== b?.clusterId,
      );
    if (keys.length === 0 && !hasMoved) continue;
    told.push([id, from.path, to.path, keys, hasMoved ? before.place(id)?.number : null]);
    const { keys: stored, up } = world.host(id);
    if (!up) continue;
    const sides = keys.map(({ name, gone, sides: [a, b] }) => {
      const here = stored.get(name);
      const metakeys = [...new Set([...Object.keys({ ...a?.meta, ...b?.meta }), ...gone])].sort();
      const hasValue = gone.includes('*') || (a?.value ?? b?.value ?? null) !== null;
      return here && [hasValue ? here.value : null, metakeys.map((metakey) => here.meta[metakey] ?? null)];
    });
    heldNow.set(id, JSON.stringify(sides.map((side) => side ?? null)));
  }
  return { settings: JSON.stringify(told), held: heldNow };
}

/** The clusters of a path from which the draft takes keys of this instance: whoever joins, or is placed anew, by the same draft keeps its own. */
function reaching(view: ClusterView, instanceId: string, path: readonly string[]): readonly string[] {
  if (view.place(instanceId)?.number === DRAFT) return [];
  const placed = path.findIndex((each) => view.cluster(each)?.placedNumber === DRAFT);
  return placed === -1 ? path : path.slice(0, placed + 1);
}

/** By key: what the draft takes from the members; `*` stands for the whole key. */
function goneIn(view: ClusterView, clusterId: string): readonly (readonly [string, readonly string[]])[] {
  return [...view.tombstones(clusterId).values()].flatMap(({ key, whole, metakeys }): [string, string[]][] => {
    const gone = Object.keys(metakeys).filter((metakey) => metakeys[metakey] === DRAFT);
    if (whole === DRAFT) return [[key, ['*']]];
    return gone.length === 0 ? [] : [[key, gone]];
  });
}

function viewAfter(world: PlanWorld, clusterId: string, draft: readonly ClusterEdit[]): ClusterView | null {
  const { clusters } = world.registry;
  try {
    const stamp = { number: DRAFT, at: 0, by: '' };
    return withEffects(clusters, atOnce(effectsOfEdits(clusters, clusterId, draft, stamp, true)) ?? NO_EFFECTS);
  } catch (error) {
    if (isElektraError(error)) return null;
    throw error;
  }
}

export function sameWhereRead(a: Relevant, b: Relevant): boolean {
  return a.settings === b.settings && [...a.held].every(([id, text]) => (b.held.get(id) ?? text) === text);
}
