import type { Progress } from '#shared/clusterd/keys.ts';
import { throwIfAborted } from '#shared/contract/cancelled.ts';
import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';
import { mapPaced, type Pace } from '../pace.ts';
import type { ElektradTurn, KeyContent, KeyReading, Log, TurnReads } from '../ports.ts';
import { readMirrored } from './mirrored.ts';
import { percentReporter } from './progress.ts';
import { isSilence, putBack, type Left } from './put-back.ts';
import { specFirst } from './spec-first.ts';
import { mirroredIn, writeKey, type KeyChange } from './write-key.ts';
import { writeSteps } from './write-steps.ts';

/** How many keys are named in a message; the log has them all. */
const NAMED = 10;

/** How many keys go in one request where the elektrad takes many; between two of them the act can be cancelled. */
const AT_ONCE = 500;

/** An act on many keys: first all writes, then all removals. */
export interface WholeAct {
  readonly writes: readonly KeyChange[];
  /** Keys as they are now, each subtree on its own. */
  readonly removes: readonly (readonly KeyReading[])[];
}

/** What an act on many keys needs besides them. */
export interface Acting {
  /** Called and awaited just before the first write; what it throws ends the act. */
  readonly begin: () => Promise<void>;
  /** Whoever asked for it still wants it; looked at between two writes. Not between removals: these go to their end. */
  readonly wanted: AbortSignal;
  readonly report?: ((part: Progress) => void) | undefined;
  /** Told, before the act ends with an error, what of it could not be put back. */
  readonly failed: (left: Left) => void;
  /** Ends nothing: `wanted` does. */
  readonly pace: Pace;
  readonly log: Log;
}

/** Keys as they were read back after writing, where that was done one by one. */
export type Written = ReadonlyMap<string, KeyReading>;

/**
 * Does an act on many keys wholly, or puts back what was done of it. Everything that could forbid it is checked before.
 * @throws ElektraError of what failed, naming what could not be put back; CancelledError when it is not wanted any more
 */
export async function actWholly(
  turn: ElektradTurn,
  { writes, removes }: WholeAct,
  { begin, wanted, report, failed, pace, log }: Acting,
): Promise<Written> {
  const changes = specFirst(await mapPaced(writes, pace, (change) => ({ ...change, name: change.before.name })));
  await turn.requireCarried(await mapPaced(changes, pace, newContent));
  const progress = percentReporter(
    removes.reduce((total, subtree) => total + subtree.length, changes.length),
    report,
  );
  const touched = new Map<string, KeyReading>();
  const touch = (keys: readonly KeyReading[]) => keys.forEach((key) => touched.set(key.name, key));
  let done = 0;
  const advance = (count: number) => {
    done += count;
    progress(done);
    throwIfAborted(wanted);
  };
  const written = new Map<string, KeyReading>();
  advance(0);
  await begin();
  try {
    for (let from = 0; from < changes.length; from += AT_ONCE) {
      await writeChunk(turn, changes.slice(from, from + AT_ONCE), { touch, advance, written });
    }
    for (const subtree of removes) {
      const names = await mapPaced(subtree, pace, (key) => {
        touched.set(key.name, key);
        return key.name;
      });
      await turn.remove(names, (count) => progress(done + count));
      done += subtree.length;
    }
    return written;
  } catch (error) {
    if (written.size === 0 && isOneStep(changes, removes)) {
      // It is stored or not; there is no half to put back.
      const isUnknown = touched.size > 0 && isSilence(error);
      failed({ names: isUnknown ? [...touched.keys()] : [], isUnknown });
      throw error;
    }
    const left = await putBack(turn, [...touched.values()], log, pace);
    failed(left);
    throw withNamed(error, left.names);
  }
}

function isOneStep([change, second]: readonly KeyChange[], removes: WholeAct['removes']): boolean {
  if (change === undefined || second !== undefined || removes.length > 0) return false;
  return writeSteps(change.before, change.after).length <= 1;
}

interface Chunk {
  /** Notes keys before they are touched. */
  readonly touch: (keys: readonly KeyReading[]) => void;
  /** Notes how many more are done after each write. */
  readonly advance: (count: number) => void;
  readonly written: Map<string, KeyReading>;
}

async function writeChunk(
  turn: ElektradTurn,
  changes: readonly KeyChange[],
  { touch, advance, written }: Chunk,
): Promise<void> {
  let open = changes.filter(({ before, after }) => writeSteps(before, after).length > 0);
  advance(changes.length - open.length);
  const adding = open.filter(onlyAdds);
  if (adding.length > 1) {
    touch(adding.map(({ before }) => before));
    if ((await turn.storeMany(await newContents(turn, adding))) !== null) {
      advance(adding.length);
      open = open.filter((change) => !onlyAdds(change));
    }
  }
  const mirrored = await mirroredIn(turn, open);
  for (const change of open) {
    touch([change.before]);
    written.set(change.before.name, await writeKey(turn, change, mirrored));
    advance(1);
  }
}

type AddingChange = KeyChange & { readonly after: { readonly value: string } };

/** Other keys go in steps: the elektrad's own act on many keys takes nothing off. */
function onlyAdds(change: KeyChange): change is AddingChange {
  const { before, after } = change;
  return after.value !== null && Object.keys(before.meta).every((metakey) => Object.hasOwn(after.meta, metakey));
}

/** The values, and the metadata that differs and that does not come from `spec:` anyway. */
async function newContents(turn: TurnReads, changes: readonly AddingChange[]) {
  const arriving = changes.map(({ after }) => ({ ...after, exists: true }));
  const mirrored = await readMirrored(turn, arriving);
  return changes.map((change, at) => {
    const fromSpec = mirrored(arriving[at] ?? change.before);
    const own = Object.entries(newContent(change).meta).filter(([metakey]) => !fromSpec.has(metakey));
    return { ...change.after, meta: Object.fromEntries(own) };
  });
}

/** What of it is not there yet. */
function newContent({ before, after }: KeyChange): KeyContent {
  const { name, value, meta } = after;
  const isNew = ([metakey, text]: readonly [string, string]) => before.meta[metakey] !== text;
  return {
    name,
    value: value === before.value ? null : value,
    meta: Object.fromEntries(Object.entries(meta).filter(isNew)),
  };
}

/** The error to throw once everything is as it was; where that is not so, it names what is not. */
function withNamed(error: unknown, failed: readonly string[]): unknown {
  if (failed.length === 0 || !isElektraError(error)) return error;
  const message = `${error.message} What was done before could not be put back for: ${named(failed)}`;
  return new ElektraError(error.code, message, { data: error.data as never, cause: error });
}

function named(names: readonly string[]): string {
  const more = names.length - NAMED;
  return more > 0 ? `${names.slice(0, NAMED).join(', ')}, and ${more} more` : names.join(', ');
}
