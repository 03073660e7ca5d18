import type { HostContext } from './host-context.ts';
import { isSameKey, type HostKeys } from './host-keys.ts';
import { commandFailed, refusalOf, refused } from './kdb-errors.ts';
import { verdictOf } from './kdb-verdict.ts';
import type { KdbRun } from './ports.ts';
import { readKeys } from './read-keys.ts';
import { importOf, isMade, makeWholeChange, putBack, withDamage, type KeyChange } from './write-keys.ts';

/** Both ends of a move that do not overlap. */
interface Move {
  readonly arrival: KeyChange;
  readonly departure: KeyChange;
}

/** By Elektra's own move, which stores both ends together. @throws ElektraError */
export async function moveInOneGo(context: HostContext, move: Move): Promise<void> {
  const run = await context.kdb.run(['mv', '-r', move.departure.parent, move.arrival.parent]);
  const arrived = await readKeys(context, move.arrival.parent);
  await requireMoved(context, move, run, arrived);
}

/** Target first, so that a process that is killed in between leaves both whole. @throws ElektraError */
export async function moveInSteps(context: HostContext, move: Move): Promise<void> {
  const { arrival, departure } = move;
  await makeWholeChange(context, arrival, () => importOf(context, arrival));
  const arrived = await readKeys(context, arrival.parent);
  if (!areSame(departure.before, await readKeys(context, departure.parent))) {
    const changed = refused(
      `Another program changed ${departure.parent} while it was being moved, so it stays where it is. Try again.`,
      departure.parent,
    );
    throw withDamage(changed, await putBack(context, arrival, arrived));
  }
  const run = await context.kdb.run(['rm', '-r', departure.parent]);
  await requireMoved(context, move, run, arrived);
}

async function requireMoved(context: HostContext, move: Move, run: KdbRun, arrived: HostKeys): Promise<void> {
  const { arrival, departure } = move;
  const refusal = await refusalOf(context.kdb, run, departure.parent);
  const left = await readKeys(context, departure.parent);
  if (refusal === null && isMade(arrival, arrived) && isMade(departure, left)) return;
  // The source comes back first: from then on nothing is lost.
  const damaged = [...(await putBack(context, departure, left)), ...(await putBack(context, arrival, arrived))];
  throw withDamage(refusal ?? notMoved(run, departure), damaged);
}

function notMoved(run: KdbRun, { parent }: KeyChange) {
  const verdict = verdictOf(run);
  if (verdict.kind === 'failed') return commandFailed(verdict.reason);
  return refused(`The kdb command reported no error, but ${parent} was not moved as a whole, so it stays.`, parent);
}

function areSame(a: HostKeys, b: HostKeys): boolean {
  return a.size === b.size && [...a].every(([name, key]) => isSameKey(key, b.get(name)));
}
