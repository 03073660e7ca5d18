import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { Reaching } from '../instances/reaching.ts';
import type { ElektradTurn, Ports } from '../ports.ts';
import { readsManyAtOnce } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import { createTurns, type Turn } from '../registry/turns.ts';
import { createChecks } from './checks.ts';
import { afterVerdict, marked, mayBe, nobodys, sharing, type Found } from './found.ts';
import { markerOf, readMarker, sameMarker, writeMarker, type Marker, type ReadKeys } from './marker.ts';
import { proveSame } from './prove-same.ts';
import { readingAlong, type CheckMarker } from './read-along.ts';
import { existsAlready, mayExistAlready, refuseForeign } from './refuse.ts';
import type { Self } from './self.ts';
import { isStored, storeFound } from './store-found.ts';
import { differingFrom, expectedOf, expectingNothing, verdictOn, type Expected, type Verdict } from './verdict.ts';

/**
 * What becomes of a database that may be, or is proven to be, that of another instance. wait: it is read-only until it is proven different. refuse: the
 * act is refused. share: a proven one is taken all the same.
 */
type AboutKnown = 'wait' | 'refuse' | 'share';

interface Identifying {
  /** Whatever was there before. */
  readonly anew?: boolean;
  /** Done before what was found is stored. */
  readonly prepare?: (() => Promise<void>) | undefined;
}

/** Nobody aborts it: what is begun for all who use an instance does not end with one of them. */
const UNWATCHED = new AbortController().signal;

/** Whose databases the instances are: a marker in each is read before anything is written there. */
export interface Identity {
  /** Before a turn that writes: a database without a marker gets one. Rejects when the instance cannot be reached. */
  prepare(id: string): Promise<void>;
  /**
   * First thing in a turn that writes. Costs a request only when the marker was not read for a minute, or not since the instance was away. Resolves to the
   * turn to go on with: the first keys that it reads come with the marker, which is looked at again, and no turn writes on one that is older than seconds.
   * @throws ElektraError INSTANCE_OWNED, IDENTITY_CHANGED, INSTANCE_MAY_EXIST; so does the reading of those keys
   */
  requireOurs(turn: ElektradTurn, id: string): Promise<ElektradTurn>;
  /** Its marker was read a short while ago. */
  isKnown(id: string): boolean;
  /**
   * Finds out whose database is behind a registered instance and stores it.
   * @throws ElektraError INSTANCE_ALREADY_EXISTS or INSTANCE_MAY_EXIST when that is to be refused
   */
  identify(id: string, known: AboutKnown, how?: Identifying): Promise<void>;
  /** One after another: databases are compared and marked for the first time, so that no two names of one are marked at once. */
  readonly alone: Turn;
  /** Whose database it is that `read` reads. Inside `alone`. @throws as `identify` */
  examine(expected: Expected, read: ReadKeys, known: AboutKnown): Promise<Found>;
  /** Gives the database of a registered instance the marker that is due. Inside `alone`. One that cannot be written leaves it unproven. */
  mark(id: string, found: Found): Promise<void>;
  /** Writes our id over that of another clusterd. @throws ElektraError INSTANCE_MAY_EXIST */
  takeOver(id: string): Promise<void>;
}

export function createIdentity(
  registry: Registry,
  reaching: Reaching,
  self: Self,
  { clock, random, log }: Pick<Ports, 'clock' | 'random' | 'log'>,
): Identity {
  const { instances, index } = registry;
  const checks = createChecks(registry, clock);
  const alone = createTurns();

  /** As far as it can be told without writing anywhere, but to what was ours before a backup was restored. */
  async function look(turn: ElektradTurn, id: string): Promise<void> {
    const noteRead = checks.begin(id);
    await take(turn, id, await readMarker(readIn(turn)));
    noteRead();
  }

  async function take(turn: ElektradTurn, id: string, marker: Marker | null): Promise<void> {
    const expected = expectedOf(reaching.instance(id));
    const found = await claimed(turn, expected, verdictOn(expected, marker, self, index));
    if (!isStored(reaching.instance(id), found)) await storeFound(registry, id, found);
  }

  /** What was ours before a backup was restored gets the id that we have now, so that a clusterd left behind on the old registry writes there no more. */
  async function claimed(turn: ElektradTurn, expected: Expected, verdict: Verdict): Promise<Found> {
    const found = afterVerdict(expected, verdict);
    if (verdict.kind !== 'inherited') return found;
    const ours: Marker = { database: verdict.marker.database, owner: self };
    await writeMarker(turn, ours);
    return marked(found, ours);
  }

  async function requireOurs(turn: ElektradTurn, id: string): Promise<ElektradTurn> {
    const isFresh = checks.isFresh(id);
    if (!isFresh) await look(turn, id);
    refuse(id);
    const isRecent = checks.isRecent(id);
    const isFree = readsManyAtOnce(reaching.instance(id)) || !isRecent;
    return isFresh && isFree ? lookingAlong(turn, id, !isRecent) : turn;
  }

  /** What somebody else has taken over since the last look is seen before anything is written. */
  function lookingAlong(turn: ElektradTurn, id: string, must: boolean): ElektradTurn {
    const begin = (): CheckMarker => {
      const noteRead = checks.begin(id);
      return async (key) => {
        await take(turn, id, markerOf(key));
        noteRead();
        refuse(id);
      };
    };
    return readingAlong(turn, begin, must);
  }

  function refuse(id: string): void {
    const instance = reaching.instance(id);
    refuseForeign(instance, instances.get(instance.identity.other ?? ''));
  }

  async function examine(expected: Expected, read: ReadKeys, known: AboutKnown): Promise<Found> {
    const seen = await readMarker(read);
    const verdict = verdictOn(expected, seen, self, index);
    if (verdict.kind === 'unmarked') return nobodys(expected.marker, seen, null);
    const suspect = suspectOf(expected, seen, verdict, known);
    if (suspect === null) return afterVerdict(expected, verdict);
    const same = await proveSame({ reaching, random, log, requireOurs }, suspect, read, UNWATCHED);
    if (same === false)
      return verdict.kind === 'known' ? apart(expected, seen, suspect) : afterVerdict(expected, verdict);
    const holder = reaching.instance(suspect);
    if (known === 'refuse') throw same === true ? existsAlready(holder) : mayExistAlready(holder);
    return same === true && known === 'share'
      ? sharing(expected.marker, holder.id, seen)
      : mayBe(expected.marker, holder.id);
  }

  /** Proven to be different from the holder of what its marker says; the owner that it names still counts. */
  function apart(expected: Expected, seen: Marker | null, holder: InstanceId): Found {
    const other = differingFrom(expected, holder);
    const verdict = verdictOn(other, seen, self, index);
    return verdict.kind === 'owned' ? afterVerdict(other, verdict) : nobodys(expected.marker, seen, holder);
  }

  /** The instance whose database it may be. A changed one is suspected only where the act can be refused. */
  function suspectOf(expected: Expected, seen: Marker | null, verdict: Verdict, known: AboutKnown): InstanceId | null {
    if (verdict.kind === 'known') return verdict.holder;
    if (verdict.kind !== 'changed' || known === 'wait') return null;
    const asNew = verdictOn(expectingNothing(expected), seen, self, index);
    return asNew.kind === 'known' ? asNew.holder : null;
  }

  async function markIn(turn: ElektradTurn, id: string, found: Found): Promise<void> {
    if (found.mark === null) return;
    const noteRead = checks.begin(id);
    // Another clusterd may have come in between; it is seen at the next check.
    if (!sameMarker(await readMarker(readIn(turn)), found.mark.before)) return;
    const fresh: Marker = { database: random.id(), owner: self };
    await writeMarker(turn, fresh);
    await storeFound(registry, id, marked(found, fresh));
    noteRead();
  }

  async function markOrLeave(id: string, mark: () => Promise<void>): Promise<void> {
    try {
      await mark();
    } catch (error) {
      if (!isElektraError(error)) throw error;
      checks.triedInVain(id);
      log.info({ instance: id, err: error }, 'the database of an instance cannot be marked and stays unproven');
    }
  }

  async function takeOverIn(turn: ElektradTurn, id: string): Promise<void> {
    const noteRead = checks.begin(id);
    const read = readIn(turn);
    const seen = await readMarker(read);
    const instance = reaching.instance(id);
    const verdict = await ownership(expectedOf(instance), seen, read);
    if (verdict.kind !== 'owned') return look(turn, id);
    const database = verdict.copyOf === null ? verdict.marker.database : random.id();
    await writeMarker(turn, { database, owner: self });
    await storeFound(registry, id, marked(afterVerdict(expectedOf(instance), verdict), { database, owner: self }));
    noteRead();
  }

  /** Whatever was known of it. @throws ElektraError INSTANCE_MAY_EXIST */
  async function ownership(expected: Expected, seen: Marker | null, read: ReadKeys): Promise<Verdict> {
    const asNew = expectingNothing(expected);
    const verdict = verdictOn(asNew, seen, self, index);
    if (verdict.kind !== 'known') return verdict;
    const { holder } = verdict;
    const isOthers = seen !== null && seen.owner.id !== self.id;
    const same = isOthers ? await proveSame({ reaching, random, log, requireOurs }, holder, read, UNWATCHED) : null;
    // An earlier proof counts when the holder cannot be asked now.
    const isApart = isOthers && (same === null ? expected.marker.differsFrom === holder : !same);
    if (!isApart) throw mayExistAlready(reaching.instance(holder));
    return verdictOn(differingFrom(asNew, holder), seen, self, index);
  }

  const inTurn = (id: string, work: (turn: ElektradTurn) => Promise<void>) => reaching.turn(id, work, UNWATCHED);

  async function identify(id: string, known: AboutKnown, { anew = false, prepare }: Identifying = {}): Promise<void> {
    const expected = () => {
      const now = expectedOf(reaching.instance(id));
      return anew ? expectingNothing(now) : now;
    };
    let needsMore = true;
    // Only what answers is waited for by others.
    await inTurn(id, async (turn) => {
      const noteRead = checks.begin(id);
      const verdict = verdictOn(expected(), await readMarker(readIn(turn)), self, index);
      needsMore = isUndecided(verdict, expected(), known);
      if (needsMore) return;
      await prepare?.();
      await storeFound(registry, id, await claimed(turn, expected(), verdict));
      noteRead();
    });
    if (!needsMore) return;
    // No other turn begins between what is read and what is stored of it.
    await alone(() =>
      inTurn(id, async (turn) => {
        const noteRead = checks.begin(id);
        const found = await examine(expected(), readIn(turn), known);
        await prepare?.();
        await storeFound(registry, id, found);
        // One that has still to be claimed is looked at again.
        if (!found.marker.inherited) noteRead();
        await markOrLeave(id, () => markIn(turn, id, found));
      }),
    );
  }

  return {
    alone,
    isKnown: checks.isFresh,
    identify,
    requireOurs,
    examine,
    async mark(id, found) {
      if (found.mark !== null) await markOrLeave(id, () => inTurn(id, (turn) => markIn(turn, id, found)));
    },
    async prepare(id) {
      const { identity, marker } = reaching.instance(id);
      if (identity.state !== 'unproven' || !marker.wanted || checks.wasTried(id)) return;
      await identify(id, 'wait');
    },
    takeOver: (id) => alone(() => inTurn(id, (turn) => takeOverIn(turn, id))),
  };
}

function readIn(turn: ElektradTurn): ReadKeys {
  return (names) => turn.readMany(names);
}

/** Whether something has to be written before it can be told, or so that it can be told later. */
function isUndecided({ kind }: Verdict, { marker }: Expected, known: AboutKnown): boolean {
  return kind === 'known' || (kind === 'unmarked' && marker.wanted) || (kind === 'changed' && known !== 'wait');
}
