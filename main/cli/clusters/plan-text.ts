import type { Plan, PlanConflict, PlannedChange, PlanGroup } from '#shared/clusterd/plans.ts';
import { alignedLines } from '../aligned-lines.ts';
import { sideText } from './side-text.ts';
import { counted, someNames } from './some-names.ts';

interface Names {
  readonly instance: (id: string) => string;
  readonly cluster: (id: string) => string;
}

/** A plan for a person: what changes where, what stands against it, and by which hash it is applied. */
export function planText(plan: Plan, names: Names): string {
  const changing = plan.groups.filter(({ changes }) => changes.length > 0);
  return [
    ...changing.map((group) => groupText(group, names)),
    ...(changing.length === 0 ? ['Nothing would change on any instance.\n'] : []),
    listText('offline, get it when they are back', plan.offline, names),
    listText('paused, get it when resumed', plan.paused, names),
    listText('not written to until it is known whose database they are', plan.readOnly, names),
    ...plan.conflicts.map((conflict) => conflictText(conflict, names)),
    ...plan.shadows.map(
      ({ instanceId, key, shadows }) => `shadowed on ${names.instance(instanceId)}: ${key} hides ${shadows}\n`,
    ),
    `hash ${plan.hash}, until ${new Date(plan.expiresAt).toISOString()}\n`,
  ].join('');
}

function groupText({ instances, changes }: PlanGroup, names: Names): string {
  const head = `${counted(instances.length, 'instance')}: ${someNames(instances.map(names.instance))}\n`;
  return head + alignedLines(changes.map((change) => [`  ${change.kind}`, change.key, changeText(change)]));
}

function changeText({ kind, before, after }: PlannedChange): string {
  return kind === 'lock' || kind === 'unlock' ? sideText(before ?? after) : `${sideText(before)} → ${sideText(after)}`;
}

function listText(what: string, instances: readonly string[], names: Names): string {
  return instances.length === 0 ? '' : `${what}: ${someNames(instances.map(names.instance))}\n`;
}

function conflictText({ key, clusterId, where, by, at }: PlanConflict, { cluster }: Names): string {
  const next = where === 'above' ? 'it cannot be set here' : 'it is taken over with --force';
  return `conflict: ${key} is set by ${cluster(clusterId)} (${where}; ${by}, ${new Date(at).toISOString()}); ${next}\n`;
}
