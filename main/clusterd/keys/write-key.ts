import type { ElektradTurn, KeyContent, KeyReading } from '../ports.ts';
import { readMirrored } from './mirrored.ts';
import { writeSteps } from './write-steps.ts';

/** What one key is now, and what it is to be. */
export interface KeyChange {
  readonly before: KeyReading;
  readonly after: KeyContent;
}

/** Brings one key to what it is to be, in steps that its checks let pass; what it has already is not written again. */
export async function writeKey(turn: ElektradTurn, { before, after }: KeyChange): Promise<void> {
  let steps = writeSteps(before, after);
  if (steps.some((step) => step.kind === 'meta' && step.value === null)) {
    const mirrored = await readMirrored(turn, [before]);
    steps = writeSteps(before, after, new Set(mirrored(before).keys()));
  }
  let known = before;
  for (const step of steps) {
    if (step.kind === 'value') known = await turn.set(after.name, step.value, known);
    // A new key may have come with metadata of `spec:`.
    else if (known.meta[step.metakey] !== (step.value ?? undefined)) {
      await turn.setMeta(after.name, step.metakey, step.value);
      known = changed(known, step.metakey, step.value);
    }
  }
}

function changed(key: KeyReading, metakey: string, value: string | null): KeyReading {
  const { [metakey]: _old, ...others } = key.meta;
  return { value: '', ...key, exists: true, meta: value === null ? others : { ...others, [metakey]: value } };
}
