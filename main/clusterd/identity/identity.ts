import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { ClusterdSelf, InstanceId } from '#shared/model/instance.ts';
import type { Reaching } from '../instances/reaching.ts';
import type { Elektrad, ElektradTurn, Ports } from '../ports.ts';
import type { Registry } from '../registry/registry.ts';
import { createTurns, type Turn } from '../registry/turns.ts';
import { createChecks } from './checks.ts';
import { afterVerdict, marked, mayBe, nobodys, sharing, type Found } from './found.ts';
import { readMarker, sameMarker, writeMarker, type Marker, type ReadKeys } from './marker.ts';
import { proveSame } from './prove-same.ts';
import { existsAlready, mayExistAlready, refuseForeign } from './refuse.ts';
import { storeFound } from './store-found.ts';
import { expectedOf, expectingNothing, verdictOn, type Expected, type Verdict } from './verdict.ts';

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
   * First thing in a turn that writes. Costs a request only when the marker was not read for a minute, or not since the instance was away.
   * @throws ElektraError INSTANCE_OWNED, IDENTITY_CHANGED, INSTANCE_MAY_EXIST
   */
  requireOurs(turn: ElektradTurn, id: string): Promise<void>;
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
  self: ClusterdSelf,
  { clock, random, log }: Pick<Ports, 'clock' | 'random' | 'log'>,
): Identity {
  const { instances, index } = registry;
  const checks = createChecks(registry, clock);
  const alone = createTurns();

  /** As far as it can be told without writing anywhere. */
  async function look(turn: ElektradTurn, id: string): Promise<void> {
    const noteRead = checks.begin(id);
    const marker = await readMarker((names) => turn.readMany(names));
    const expected = expectedOf(reaching.instance(id));
    await storeFound(registry, id, afterVerdict(expected, verdictOn(expected, marker, self, index)));
    noteRead();
  }

  async function requireOurs(turn: ElektradTurn, id: string): Promise<void> {
    if (!checks.isFresh(id)) await look(turn, id);
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
    if (same === false && verdict.kind === 'known') return nobodys(expected.marker, seen, suspect);
    if (same === false) return afterVerdict(expected, verdict);
    const holder = reaching.instance(suspect);
    if (known === 'refuse') throw same === true ? existsAlready(holder) : mayExistAlready(holder);
    return same === true && known === 'share'
      ? sharing(expected.marker, holder.id, seen)
      : mayBe(expected.marker, holder.id);
  }

  /** The instance whose database it may be. A changed one is suspected only where the act can be refused. */
  function suspectOf(expected: Expected, seen: Marker | null, verdict: Verdict, known: AboutKnown): InstanceId | null {
    if (verdict.kind === 'known') return verdict.holder;
    if (verdict.kind !== 'changed' || known === 'wait') return null;
    const asNew = verdictOn(expectingNothing(expected), seen, self, index);
    return asNew.kind === 'known' ? asNew.holder : null;
  }

  async function mark(id: string, found: Found): Promise<void> {
    const { mark: due } = found;
    if (due === null) return;
    const fresh: Marker = { database: random.id(), owner: self };
    try {
      await reaching.reach(id, (elektrad) =>
        elektrad.turn(async (turn) => {
          const noteRead = checks.begin(id);
          // Another clusterd may have come in between; it is seen at the next check.
          if (!sameMarker(await readMarker((names) => turn.readMany(names)), due.before)) return;
          await writeMarker(turn, fresh);
          await storeFound(registry, id, marked(found, fresh));
          noteRead();
        }, UNWATCHED),
      );
    } catch (error) {
      if (!isElektraError(error)) throw error;
      checks.triedInVain(id);
      log.info({ instance: id, err: error }, 'the database of an instance cannot be marked and stays unproven');
    }
  }

  async function identify(id: string, known: AboutKnown, { anew = false, prepare }: Identifying = {}): Promise<void> {
    const expected = () => {
      const now = expectedOf(reaching.instance(id));
      return anew ? expectingNothing(now) : now;
    };
    const verdict = await reaching.reach(id, async (elektrad) => {
      const noteRead = checks.begin(id);
      const read = verdictOn(expected(), await readMarker(readOver(elektrad)), self, index);
      if (!needsMore(read, expected(), known)) {
        await prepare?.();
        await storeFound(registry, id, afterVerdict(expected(), read));
        noteRead();
      }
      return read;
    });
    // Only what answers is waited for by others.
    if (!needsMore(verdict, expected(), known)) return;
    await alone(async () => {
      const found = await reaching.reach(id, (elektrad) => examine(expected(), readOver(elektrad), known));
      await prepare?.();
      await storeFound(registry, id, found);
      await mark(id, found);
    });
  }

  return {
    alone,
    isKnown: checks.isFresh,
    identify,
    requireOurs,
    examine,
    mark,
    async prepare(id) {
      const { identity, marker } = reaching.instance(id);
      if (identity.state !== 'unproven' || !marker.wanted || checks.wasTried(id)) return;
      await identify(id, 'wait');
    },
    takeOver: (id) =>
      alone(() =>
        reaching.reach(id, (elektrad) =>
          elektrad.turn(async (turn) => {
            const marker = await readMarker((names) => turn.readMany(names));
            const instance = reaching.instance(id);
            const verdict = verdictOn(expectingNothing(expectedOf(instance)), marker, self, index);
            if (verdict.kind === 'known') throw mayExistAlready(reaching.instance(verdict.holder));
            if (verdict.kind === 'owned') await writeMarker(turn, { ...verdict.marker, owner: self });
            if (verdict.kind !== 'owned') return look(turn, id);
            await storeFound(registry, id, marked(afterVerdict(expectedOf(instance), verdict), verdict.marker));
          }, UNWATCHED),
        ),
      ),
  };
}

function readOver(elektrad: Elektrad): ReadKeys {
  return (names) => elektrad.readMany(names, UNWATCHED);
}

/** Whether something has to be written before it can be told, or so that it can be told later. */
function needsMore({ kind }: Verdict, { marker }: Expected, known: AboutKnown): boolean {
  return kind === 'known' || (kind === 'unmarked' && marker.wanted) || (kind === 'changed' && known !== 'wait');
}
