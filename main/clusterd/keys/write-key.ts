import type { ElektradTurn, KeyContent, KeyReading, TurnReads } from '../ports.ts';
import { readMirrored, type Mirrored } from './mirrored.ts';
import { writeSteps, type WriteStep } from './write-steps.ts';

/** What one key is now, and what it is to be. */
export interface KeyChange {
  readonly before: KeyReading;
  readonly after: KeyContent;
}

/**
 * Brings one key to what it is to be, in steps that its checks let pass; what it has already is not written again. Resolves to the key as it is now:
 * its value as read back, its metadata as written.
 * @param known of this key, where it was read already
 */
export async function writeKey(
  turn: ElektradTurn,
  { before, after }: KeyChange,
  known?: Mirrored,
): Promise<KeyReading> {
  let steps = writeSteps(before, after);
  if (steps.some(takesOff)) {
    const mirrored = known ?? (await readMirrored(turn, [before]));
    steps = writeSteps(before, after, new Set(mirrored(before).keys()));
  }
  let now = before;
  for (const step of steps) {
    if (step.kind === 'value') now = await turn.set(after.name, step.value, now);
    // A new key may have come with metadata of `spec:`.
    else if (now.meta[step.metakey] !== (step.value ?? undefined)) {
      await turn.setMeta(after.name, step.metakey, step.value);
      now = changed(now, step.metakey, step.value);
    }
  }
  return now;
}

/** What these changes must not take off, for all of them at once. */
export function mirroredIn(turn: TurnReads, changes: readonly KeyChange[]): Promise<Mirrored> {
  const taking = changes.filter(({ before, after }) => writeSteps(before, after).some(takesOff));
  return readMirrored(
    turn,
    taking.map(({ before }) => before),
  );
}

function takesOff(step: WriteStep): boolean {
  return step.kind === 'meta' && step.value === null;
}

function changed(key: KeyReading, metakey: string, value: string | null): KeyReading {
  const { [metakey]: _old, ...others } = key.meta;
  return { value: '', ...key, exists: true, meta: value === null ? others : { ...others, [metakey]: value } };
}
