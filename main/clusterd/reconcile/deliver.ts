import { isSecret } from '#shared/model/key.ts';
import type { Fleet } from '../instances/fleet.ts';
import { mirroredIn } from '../keys/write-key.ts';
import type { Clock, ElektradTurn, KeyReading, Log } from '../ports.ts';
import type { TakenKeys } from '../registry/taken-keys.ts';
import type { DueKey } from '../settings/effective.ts';
import { deliverKey } from './deliver-key.ts';
import { deliverTogether, type Open } from './deliver-together.ts';
import { guardedTurn } from './guarded-turn.ts';
import { isAsDue, wantedOf, type NormalForm } from './key-due.ts';
import type { KeyResult, Progress } from './progress.ts';
import { Outdated } from './standing.ts';
import { withoutSecret } from './without-secret.ts';

/** How many keys are read in one go. */
const PAGE = 100;
/** A turn goes on with its next key for so long, in milliseconds; then whoever else wants to write to the instance gets in between. */
const TURN_MS = 1_000;

/** What a delivery asks of what is known. */
export interface Asking {
  /** Notes where the instance is and reads what is due there. @throws Outdated when nothing is to be delivered */
  begin(id: string): Progress;
  /** @throws Outdated when the instance is not where it was any more, or is paused */
  check(id: string, progress: Progress): void;
  /** Whether this key is due still, and not a newer content of it. */
  isStillDue(id: string, due: DueKey): boolean;
  /** The form which Elektra gave the key when it was delivered; undefined: none, or it was another content. */
  normalForm(id: string, due: DueKey): NormalForm | undefined;
  /** Whether clusters call it secret. */
  isSecret(key: string): boolean;
  /** The change by which the key was taken, if no delivery has come so far; null: it was taken before. */
  takenBy(id: string, due: DueKey): number | null;
}

interface Parts {
  readonly fleet: Pick<Fleet, 'writingTurn'>;
  readonly taken: TakenKeys;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/**
 * Brings one instance to what its clusters set, in one turn of it or, where that is long, in several. What was done so far is told by `begun`, whose
 * results grow; it resolves when nothing is left.
 */
export async function deliver(
  id: string,
  asking: Asking,
  { fleet, taken, clock, log }: Parts,
  begun: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  const keep = taken.keeper(id);
  let progress: Progress | null = null;
  let rest: readonly DueKey[] = [];

  async function oneTurn(bare: ElektradTurn): Promise<void> {
    if (progress === null) {
      progress = asking.begin(id);
      rest = progress.due;
      begun(progress);
    }
    const { results } = progress;
    const known = progress;
    let current: DueKey | null = null;
    const turn = guardedTurn(bare, () => {
      asking.check(id, known);
      if (current !== null && !asking.isStillDue(id, current)) throw new Outdated();
    });
    const until = clock.now() + TURN_MS;
    const page = rest.slice(0, PAGE).filter((due) => asking.isStillDue(id, due));
    const readings = await turn.readMany(page.map(({ key }) => key));
    const open = page.flatMap((due, at): Open[] => {
      const before = readings[at];
      if (before === undefined) return [];
      const isThere = isAsDue(due, before, asking.normalForm(id, due));
      if (isThere) results.set(due.key, { due, outcome: 'delivered', now: before, isWritten: false });
      return isThere ? [] : [{ due, before }];
    });
    await keepTaken(open);
    asking.check(id, known);
    const changes = open.flatMap(({ due, before }) => {
      const after = wantedOf(due, before);
      return after === null ? [] : [{ before, after }];
    });
    const mirrored = await mirroredIn(turn, changes);
    await deliverTogether(
      turn,
      open.filter(({ due }) => asking.isStillDue(id, due)),
      results,
    );
    let isBegun = false;
    for (const { due, before } of open.filter((each) => !results.has(each.due.key))) {
      if (isBegun && clock.now() >= until) break;
      if (!asking.isStillDue(id, due)) continue;
      isBegun = true;
      current = due;
      const result = await deliverKey(turn, due, before, mirrored, log);
      results.set(due.key, isHidden({ due, before }) ? withoutSecret(result) : result);
    }
    current = null;
    await readAgain(turn, results);
    const left = new Set(open.filter(({ due }) => !results.has(due.key)).map(({ due }) => due));
    rest = [...left, ...rest.slice(PAGE)].filter((due) => asking.isStillDue(id, due));
  }

  /** By what the clusters say of the key, or the instance itself. */
  const isHidden = ({ due, before }: Open) => isSecret(before.meta) || asking.isSecret(due.key);

  /** What is there is durable before it is written over. */
  async function keepTaken(open: readonly Open[]): Promise<void> {
    const keys = open.flatMap((each) => {
      const number = asking.takenBy(id, each.due);
      return number === null ? [] : [{ key: each.due.key, number, before: contentOf(each.before, isHidden(each)) }];
    });
    if (keys.length > 0) await keep(keys);
  }

  do await fleet.writingTurn(id, oneTurn, signal);
  while (rest.length > 0);
}

/** Metadata may change how Elektra spells a value: keys whose metadata was written are read once more. */
async function readAgain(turn: ElektradTurn, results: Map<string, KeyResult>): Promise<void> {
  const unsure = [...results.values()].filter((result) => result.outcome === 'delivered' && result.isUnsure === true);
  if (unsure.length === 0) return;
  const readings = await turn.readMany(unsure.map(({ due }) => due.key));
  for (const [at, { due }] of unsure.entries()) {
    const now = readings[at];
    if (now !== undefined) results.set(due.key, { due, outcome: 'delivered', now, isWritten: true });
  }
}

/** Secret values do not go into the registry; such a key cannot be put back. */
function contentOf({ exists, value, meta }: KeyReading, isHidden: boolean) {
  return exists ? { value: isHidden ? null : (value ?? null), meta } : null;
}
