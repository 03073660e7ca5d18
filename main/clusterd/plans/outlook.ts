import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { PlanConflict } from '#shared/clusterd/plans.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { Steps } from '../pace.ts';
import type { Digest } from '../ports.ts';
import { NO_EFFECTS, type Effects } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import { draftOfEdits } from '../settings/edits.ts';
import { withEffects } from '../settings/with-effects.ts';
import { touchedSteps, type TouchedAlike, type TouchedKey } from './touched.ts';

/** Edits of a cluster that are gathered and not done yet. */
export interface DraftedEdits {
  readonly clusterId: string;
  readonly edits: readonly ClusterEdit[];
  readonly force: boolean;
}

/** What a draft would do to the registry as it was at one moment. */
export interface Outlook {
  readonly conflicts: readonly PlanConflict[];
  readonly touched: readonly TouchedAlike[];
  /** What is replaced in the registry, and by what; plain data, whether or not an instance is concerned. */
  readonly replaced: readonly unknown[];
  /** The view with the draft done. What it does not touch is seen in it as it is later. */
  readonly after: ClusterView;
}

/** Later than every change, so that an outlook does not depend on how many there were. */
const LAST = Number.MAX_SAFE_INTEGER;

/**
 * What is set below is shown as taken over, forced or not; what is set above stays as it is.
 * @throws ElektraError what the edits cannot be done for, conflicts excepted
 */
export function* outlookSteps(view: ClusterView, { clusterId, edits, force }: DraftedEdits): Steps<Outlook> {
  const draft = yield* draftOfEdits(view, clusterId, edits, { number: LAST, at: 0, by: '' }, force);
  const effects = (yield* draft.effects()) ?? NO_EFFECTS;
  yield;
  const after = withEffects(view, effects);
  const conflicts = draft.conflicts();
  yield;
  const touched = yield* touchedSteps({ before: view, after, effects, number: LAST });
  yield;
  return { conflicts, touched, replaced: replacedIn(view, effects), after };
}

/** Two outlooks with the same print are the same: nothing that the draft touches has changed between them. */
export function* printSteps({ conflicts, touched, replaced }: Outlook, digest: Digest): Steps<string> {
  const alike: string[] = [];
  for (const { from, to, keys, instances } of touched) {
    const printed: string[] = [];
    for (const key of keys) {
      printed.push(JSON.stringify(printOfKey(key)));
      yield;
    }
    alike.push(JSON.stringify([from, to, [...instances].sort(), printed]));
    yield;
  }
  const settings = conflicts.map(({ key, clusterId, where }) => [key, clusterId, where]);
  const text = JSON.stringify([settings, replaced, alike.sort()]);
  yield;
  return digest.keyed(text);
}

/** The print now; null: the edits can no longer be done at all. */
export function* printNow(view: ClusterView, draft: DraftedEdits, digest: Digest): Steps<string | null> {
  try {
    return yield* printSteps(yield* outlookSteps(view, draft), digest);
  } catch (error) {
    if (isElektraError(error)) return null;
    throw error;
  }
}

function replacedIn(view: ClusterView, effects: Effects): readonly unknown[] {
  const numberOf = ({ clusterId, key }: Effects['goneSettings'][number]) =>
    view.settings(clusterId).get(key)?.number ?? 0;
  return [
    effects.settings.map((each) => [each.clusterId, each.key, numberOf(each), each.value, each.meta]),
    effects.goneSettings.map((each) => [each.clusterId, each.key, numberOf(each)]),
    effects.places.map(({ instanceId, clusterId }) => [instanceId, view.place(instanceId)?.number ?? 0, clusterId]),
    effects.clusters.map(({ id, parentId }) => [id, view.cluster(id)?.placedNumber ?? 0, parentId]),
  ];
}

function printOfKey({ key, before, after, gone }: TouchedKey): unknown {
  const sides = [before, after].map((side) => side && [side.clusterId, side.number, side.value, side.meta]);
  return [key, ...sides, gone];
}
