import type { Metadata } from '#shared/model/key.ts';
import { writeSteps } from '../keys/write-steps.ts';
import type { KeyReading } from '../ports.ts';
import type { ChangedKey } from '../registry/change-records.ts';

/**
 * What a key holds, compared with what an act was to do to it. half: some of what the act changes is as after it, the rest as before it. other: somebody
 * else has changed it since, or the act never had anything to do with it.
 */
export type KeyOutcome = 'before' | 'half' | 'after' | 'other';

type Content = NonNullable<ChangedKey['before']>;

/** Only what the act changes is looked at; what somebody else has added since is not. `mirrored`: metakeys that only mirror `spec:`. */
export function outcomeOf(
  { before, after }: ChangedKey,
  now: KeyReading,
  mirrored: { has(metakey: string): boolean },
): KeyOutcome {
  if (after === null) {
    if (!now.exists) return 'after';
    return before !== null && now.value === (before.value ?? undefined) && sameMetadata(before.meta, now.meta)
      ? 'before'
      : 'other';
  }
  if (!now.exists) return before === null ? 'before' : 'other';
  const seen: Seen[] = [];
  if (before?.value !== after.value) seen.push(seenOf(before?.value, after.value, now.value ?? null));
  const meanwhileOff = takenOffMeanwhile({ before, after });
  for (const metakey of new Set([...Object.keys(before?.meta ?? {}), ...Object.keys(after.meta)])) {
    const [was, is, holds] = [before?.meta[metakey], after.meta[metakey], now.meta[metakey]];
    if (holds === undefined && holds !== is && meanwhileOff.has(metakey)) seen.push('between');
    else if (was !== is) seen.push(seenOf(was, is, holds));
  }
  const isForeign = (metakey: string) => !Object.hasOwn(after.meta, metakey) && !mirrored.has(metakey);
  if (before === null && Object.keys(now.meta).some(isForeign)) return 'other';
  const outcome = outcomeOfAll(seen);
  // Half of it may as well be what somebody else did, who has changed the rest too.
  return outcome === 'half' && before !== null && isRestChanged({ before, after }, now) ? 'other' : outcome;
}

/** Whether something is not as before that the act leaves alone. */
function isRestChanged({ before, after }: { before: Content; after: Content }, now: KeyReading): boolean {
  if (before.value === after.value && (now.value ?? null) !== before.value) return true;
  const isLeftAlone = (metakey: string) => before.meta[metakey] === after.meta[metakey];
  const isChanged = (metakey: string) => now.meta[metakey] !== undefined && now.meta[metakey] !== before.meta[metakey];
  return Object.keys(now.meta).some((metakey) => isLeftAlone(metakey) && isChanged(metakey));
}

/** What the key was, with everything that the act did not change left as it is now. */
export function undone(change: ChangedKey, now: KeyReading): KeyReading {
  const { key, before, after } = change;
  if (before === null) return { name: key, exists: false, meta: {} };
  const value = after !== null && before.value === after.value ? now.value : (before.value ?? undefined);
  const meta =
    after === null ? before.meta : undoneMetadata(before.meta, after.meta, now.meta, takenOffMeanwhile(change));
  return { name: key, exists: true, meta, ...(value === undefined ? {} : { value }) };
}

function undoneMetadata(
  before: Metadata,
  after: Metadata,
  now: Metadata,
  meanwhileOff: { has(metakey: string): boolean },
): Metadata {
  const metakeys = new Set([...Object.keys(now), ...Object.keys(before)]);
  const entries = [...metakeys].flatMap((metakey) => {
    const [was, is, holds] = [before[metakey], after[metakey], now[metakey]];
    const back = was !== is || (holds === undefined && meanwhileOff.has(metakey)) ? was : holds;
    return back === undefined ? [] : [[metakey, back] as const];
  });
  return Object.fromEntries(entries);
}

type Seen = 'before' | 'after' | 'between' | 'other';

function seenOf<T>(before: T, after: T, now: T): Seen {
  if (now === after) return 'after';
  return now === before ? 'before' : 'other';
}

function outcomeOfAll(seen: readonly Seen[]): KeyOutcome {
  if (seen.includes('other')) return 'other';
  if (seen.every((each) => each === 'after')) return 'after';
  return seen.every((each) => each === 'before') ? 'before' : 'half';
}

/** Metakeys that stay, but are off while the key is written: their check must not refuse a step. */
function takenOffMeanwhile({ before, after }: Pick<ChangedKey, 'before' | 'after'>): ReadonlySet<string> {
  if (before === null || after === null) return new Set();
  const { value, meta } = before;
  const reading = { name: '', exists: true, meta, ...(value === null ? {} : { value }) };
  const steps = writeSteps(reading, { name: '', value: after.value, meta: after.meta });
  return new Set(steps.flatMap((step) => (step.kind === 'meta' && step.value === null ? [step.metakey] : [])));
}

function sameMetadata(a: Metadata, b: Metadata): boolean {
  const metakeys = Object.keys(a);
  return metakeys.length === Object.keys(b).length && metakeys.every((metakey) => a[metakey] === b[metakey]);
}
