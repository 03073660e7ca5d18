import type { ElektraError } from '#shared/errors/elektra-error.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import { dumpOfKeys, type DumpKey } from './dump-format.ts';
import type { HostContext } from './host-context.ts';
import { isSameKey, relativeTo, type HostKeys } from './host-keys.ts';
import { commandFailed, refusalOf, refused } from './kdb-errors.ts';
import { verdictOf } from './kdb-verdict.ts';
import type { KdbRun } from './ports.ts';
import { readKeys } from './read-keys.ts';
import { isStoredAsAsked } from './stored-as-asked.ts';

/** A change of keys at or below a parent. */
export interface KeyChange {
  readonly parent: KeyName;
  /** All keys at and below the parent as they are; they are put back if the change is made in part only. */
  readonly before: HostKeys;
  readonly arriving: HostKeys;
  readonly leaving: readonly KeyName[];
}

/**
 * Makes a change by one run of the command, and reads what is there: only that shows that it was made. For changes of one key, which Elektra makes
 * or not; what else is found there was written by another program, and stays.
 * @throws ElektraError
 */
export async function makeChange(context: HostContext, change: KeyChange, make: () => Promise<KdbRun>): Promise<void> {
  const { error } = await attempt(context, change, make);
  if (error !== null) throw error;
}

/**
 * The same for many keys: when the change was made in part only, it is undone.
 * @throws ElektraError whose message names what could not be put back
 */
export async function makeWholeChange(
  context: HostContext,
  change: KeyChange,
  make: () => Promise<KdbRun>,
): Promise<void> {
  const { error, now } = await attempt(context, change, make);
  if (error !== null) throw withDamage(error, await putBack(context, change, now));
}

interface Attempt {
  readonly error: ElektraError | null;
  readonly now: HostKeys;
}

async function attempt(context: HostContext, change: KeyChange, make: () => Promise<KdbRun>): Promise<Attempt> {
  const run = await make();
  const refusal = await refusalOf(context.kdb, run, change.parent);
  const now = await readKeys(context, change.parent);
  if (refusal !== null) return { error: refusal, now };
  return { error: isMade(change, now) ? null : notMade(run, change), now };
}

/**
 * The run that makes a change by an import. A dump that has all that stays may replace everything; otherwise it must not touch the other keys.
 */
export function importOf({ kdb }: HostContext, { parent, before, arriving, leaving }: KeyChange): Promise<KdbRun> {
  const changing = new Set([...arriving.keys(), ...leaving]);
  const hasOthers = [...before.keys()].some((name) => !changing.has(name));
  return kdb.importDump(parent, dumpOf(parent, arriving), hasOthers ? 'import' : 'cut');
}

/** Whether all of it is there. */
export function isMade(change: KeyChange, now: HostKeys): boolean {
  return [...change.arriving.keys(), ...change.leaving].every((name) => isMadeOf(change, name, now));
}

function isMadeOf({ before, arriving }: KeyChange, name: KeyName, now: HostKeys): boolean {
  const wanted = arriving.get(name);
  if (wanted === undefined) return !now.has(name);
  return isStoredAsAsked({ name, before: before.get(name), wanted, now: now.get(name) });
}

/** Undoes what was made of a change. Resolves to the names of the keys that are not as they were all the same. */
export async function putBack(context: HostContext, change: KeyChange, now: HostKeys): Promise<readonly KeyName[]> {
  const { parent, before, arriving, leaving } = change;
  const isDifferent = (name: KeyName, keys: HostKeys) => !isSameKey(before.get(name), keys.get(name));
  // What differs and is not as the change wanted it was written by another program.
  const made = [...arriving.keys(), ...leaving].filter((name) => isDifferent(name, now) && isMadeOf(change, name, now));
  if (made.length === 0) return [];
  if (before.size === 0) await context.kdb.run(['rm', '-r', parent]);
  else await context.kdb.importDump(parent, dumpOf(parent, before), 'cut');
  const then = await readKeys(context, parent);
  return made.filter((name) => isDifferent(name, then));
}

export function withDamage(error: ElektraError, damaged: readonly KeyName[]): ElektraError {
  if (damaged.length === 0) return error;
  const names = damaged.slice(0, 20).join(', ') + (damaged.length > 20 ? ` and ${damaged.length - 20} more` : '');
  const [first] = damaged;
  return first === undefined
    ? error
    : refused(`${error.message} What was there before could not be put back: ${names}`, first);
}

function dumpOf(parent: KeyName, keys: HostKeys): Uint8Array {
  return dumpOfKeys(relativeKeys(parent, keys));
}

function* relativeKeys(parent: KeyName, keys: HostKeys): Generator<DumpKey> {
  for (const [name, key] of keys) yield relativeTo(parent, name, key);
}

function notMade(run: KdbRun, { parent, arriving, leaving }: KeyChange): ElektraError {
  const verdict = verdictOf(run);
  if (verdict.kind === 'failed') return commandFailed(verdict.reason);
  const [key = parent] = arriving.size === 0 ? leaving : arriving.keys();
  return refused(
    `The kdb command reported no error, but ${key} was not stored as it was given. Another program wrote at the same moment, or a plugin of the mount point changes or keeps it.`,
    key,
  );
}
