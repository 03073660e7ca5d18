import type { Fleet } from '../instances/fleet.ts';
import { mirroredIn } from '../keys/write-key.ts';
import type { ElektradTurn, Log } from '../ports.ts';
import { deliverKey } from './deliver-key.ts';
import type { Delivering } from './delivering.ts';
import { guardedTurn } from './guarded-turn.ts';
import { inOrder, isAsDue, wantedOf } from './key-due.ts';
import type { KeyResult } from './progress.ts';
import { Outdated, standingOf, stillStands } from './standing.ts';
import type { SettingRecord } from '../registry/cluster-records.ts';
import type { Registry } from '../registry/registry.ts';
import type { Effective } from '../settings/effective.ts';
import { delivered, dueAgain, isSameSetting } from './delivered-settings.ts';

export interface RewriteParts {
  readonly registry: Pick<Registry, 'instances' | 'changes'>;
  readonly effective: Pick<Effective, 'due' | 'settings' | 'isPaused'>;
  readonly fleet: Pick<Fleet, 'writingTurn'>;
  readonly delivering: Pick<Delivering, 'record'>;
  readonly log: Log;
  /** These keys of an instance were written. */
  readonly wrote: (instanceId: string, keys: readonly string[]) => void;
}

/** What the instance refused, by key; what else was asked for it holds now, or is delivered otherwise. */
export type Refused = ReadonlyMap<string, Extract<KeyResult, { outcome: 'rejected' }>['error']>;

/** Keys of one turn: between turns others may write to the instance. */
const PAGE = 100;

/**
 * Writes what was delivered of these settings once more where the instance holds something else. What is no longer set like this, or is on its way to
 * the instance anyway, is left alone.
 * @throws ElektraError how the instance fails, FOREIGN_ERRORS; UnknownOutcome when a write was not answered
 */
export async function rewrite(
  parts: RewriteParts,
  instanceId: string,
  settings: readonly SettingRecord[],
  signal: AbortSignal,
): Promise<Refused> {
  const refused = new Map<string, Extract<KeyResult, { outcome: 'rejected' }>['error']>();
  const written: string[] = [];

  async function oneTurn(bare: ElektradTurn, page: readonly SettingRecord[]): Promise<void> {
    const { registry, effective, delivering, log } = parts;
    const instance = registry.instances.get(instanceId);
    if (instance === undefined || effective.isPaused(instanceId)) return;
    const standing = standingOf(instance, registry.changes.last());
    const turn = guardedTurn(bare, () => {
      if (!stillStands(registry, instanceId, standing) || effective.isPaused(instanceId)) throw new Outdated();
    });
    const record = delivering.record(instanceId);
    const there = () => delivered(effective, instanceId, delivering.record(instanceId));
    const still = there();
    const due = inOrder(page.filter((each) => isSameSetting(still.get(each.key), each)).map(dueAgain));
    const readings = await turn.readMany(due.map(({ key }) => key));
    const open = due.flatMap((each, at) => {
      const before = readings[at];
      return before === undefined || isAsDue(each, before, record.readBack[each.key]) ? [] : [{ due: each, before }];
    });
    const changes = open.flatMap((each) => {
      const after = wantedOf(each.due, each.before);
      return after === null ? [] : [{ before: each.before, after }];
    });
    const mirrored = await mirroredIn(turn, changes);
    for (const each of open) {
      if (there().get(each.due.key)?.number !== each.due.number) continue;
      const result = await deliverKey(turn, each.due, each.before, mirrored, log);
      if (result.outcome === 'rejected') refused.set(each.due.key, result.error);
      written.push(each.due.key);
    }
  }

  try {
    for (let start = 0; start < settings.length; start += PAGE) {
      const page = settings.slice(start, start + PAGE);
      await parts.fleet.writingTurn(instanceId, (turn) => oneTurn(turn, page), signal);
    }
  } catch (error) {
    // Whatever is to be there now comes by a delivery.
    if (!(error instanceof Outdated)) throw error;
  } finally {
    if (written.length > 0) parts.wrote(instanceId, written);
  }
  return refused;
}
