import type { KeyName } from '#shared/model/key-name.ts';
import { createPace } from '../../platform/pace.ts';
import { DumpProblem, keysOfDump, type DumpKey } from './dump-format.ts';
import type { HostContext } from './host-context.ts';
import { wholeName, type HostKeys } from './host-keys.ts';
import { commandFailed, requireDone } from './kdb-errors.ts';
import { verdictOf } from './kdb-verdict.ts';

/** So many keys are read between two looks at the clock. */
const SLICE = 64;
const UNWATCHED = new AbortController().signal;

/**
 * A key and all below it, with values and metadata, by one export.
 * @param signal of a caller who only reads
 * @throws ElektraError, or CancelledError
 */
export async function readKeys(
  { kdb, ticks }: HostContext,
  parent: KeyName,
  signal: AbortSignal = UNWATCHED,
): Promise<HostKeys> {
  const pace = createPace(ticks, signal);
  const run = await kdb.exportDump(parent, signal);
  await pace.rest();
  await requireDone(kdb, run, parent);
  if (verdictOf(run).kind === 'no key') return new Map();
  const keys = new Map<KeyName, DumpKey>();
  const reading = keysOfDump(run.dump);
  try {
    for (let next = reading.next(); ; next = reading.next()) {
      if (next.done === true) {
        if (next.value) return keys;
        throw new DumpProblem(run.dump.length, 'it has no end, so a part is missing');
      }
      keys.set(wholeName(parent, next.value), next.value);
      if (keys.size % SLICE === 0 && pace.isDue()) await pace.rest();
    }
  } catch (problem) {
    if (!(problem instanceof DumpProblem)) throw problem;
    throw commandFailed(`its export of ${parent} is not whole, as on a full disk. ${problem.message}`);
  }
}
