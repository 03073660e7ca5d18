import { isElektraError } from '#shared/errors/elektra-error.ts';
import { readMirrored } from '../keys/mirrored.ts';
import type { ElektradTurn, KeyContent, KeyReading } from '../ports.ts';
import type { DueKey } from '../settings/effective.ts';
import { UnknownOutcome } from './deliver-key.ts';
import { wantedOf } from './key-due.ts';
import type { KeyResult } from './progress.ts';
import { isRefusal, refuseAtKey } from './refused-key.ts';

/** A key that is not as it is to be. */
export interface Open {
  readonly due: DueKey;
  readonly before: KeyReading;
}

type Content = KeyContent & { readonly value: string };

/**
 * Writes the values and the added metadata of several keys at once, where the elektrad takes that; removals, and keys of which metadata goes, are left
 * to be done one by one. So are all, if it refuses one of them: then it is found out which.
 */
export async function deliverTogether(
  turn: ElektradTurn,
  open: readonly Open[],
  results: Map<string, KeyResult>,
): Promise<void> {
  const arriving = open.flatMap((each) => {
    const content = contentOf(each);
    return content === null ? [] : [{ due: each.due, content }];
  });
  if (arriving.length < 2) return;
  try {
    const contents = arriving.map(({ content }) => content);
    await turn.requireCarried(contents);
    const mirrored = await readMirrored(
      turn,
      contents.map((content) => ({ ...content, exists: true })),
    );
    const readings = await turn.storeMany(
      contents.map((content) => {
        const fromSpec = mirrored({ ...content, exists: true });
        const own = Object.entries(content.meta).filter(([metakey]) => !fromSpec.has(metakey));
        return { ...content, meta: Object.fromEntries(own) };
      }),
    );
    if (readings === null) return;
    for (const [at, { due }] of arriving.entries()) {
      const now = readings[at];
      if (now !== undefined) results.set(due.key, { due, outcome: 'delivered', now, isWritten: true });
    }
  } catch (error) {
    if (isRefusal(error)) return;
    const [first] = arriving;
    if (first !== undefined && isElektraError(error, 'INSTANCE_TIMEOUT')) throw new UnknownOutcome(first.due, error);
    throw error;
  }
}

/** null: it cannot be written together with others, or not at all. */
function contentOf({ due, before }: Open): Content | null {
  const wanted = wantedOf(due, before);
  if (wanted === null || wanted.value === null) return null;
  const stays = Object.keys(before.meta).every((metakey) => Object.hasOwn(wanted.meta, metakey));
  if (!stays) return null;
  try {
    refuseAtKey(due, before);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
  const isNew = ([metakey, text]: readonly [string, string]) => before.meta[metakey] !== text;
  return {
    name: wanted.name,
    value: wanted.value,
    meta: Object.fromEntries(Object.entries(wanted.meta).filter(isNew)),
  };
}
