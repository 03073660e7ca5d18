import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { Fleet } from '../instances/fleet.ts';
import { createPlaces } from '../keys/places.ts';
import type { Clock, Log } from '../ports.ts';
import type { Registry } from '../registry/registry.ts';

/** How many instances are asked at once what became of acts. */
const AT_ONCE = 16;
/** After this time an instance that seems to be there, and could not be asked, is asked again, in milliseconds. */
const AGAIN_MS = 60_000;

interface WatchMeans {
  readonly registry: Pick<Registry, 'instances' | 'changes'>;
  readonly fleet: Pick<Fleet, 'writingTurn'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Visits each instance of which it is open what became of an act: at the start, when it comes back, and while it cannot be asked now and then. Its turn
 * begins with settling these (see settle-open.ts). Of an instance that was forgotten it stays unknown for good. Returns how to stop.
 */
export function watchOpen({ registry: { instances, changes }, fleet, clock, log }: WatchMeans): () => Promise<void> {
  const stopping = new AbortController();
  const visits = new Map<string, Promise<void>>();
  const inPlace = createPlaces(AT_ONCE);
  const hasOpen = (id: string): boolean => changes.open().some(({ subject }) => subject === id);
  let stopTimer = (): void => undefined;

  async function visit(id: string): Promise<void> {
    try {
      await inPlace('', () => fleet.writingTurn(id, async () => undefined, stopping.signal));
    } catch (error) {
      if (stopping.signal.aborted) return;
      const words = 'an instance could not be asked what became of an act';
      if (isElektraError(error)) log.info({ instance: id, err: error }, words);
      else log.error({ instance: id, err: error }, words);
    }
  }

  function start(id: string): void {
    if (stopping.signal.aborted || visits.has(id) || !hasOpen(id)) return;
    visits.set(
      id,
      visit(id).finally(() => visits.delete(id)),
    );
  }

  async function giveUp(id: string): Promise<void> {
    for (const { number, subject } of changes.open()) {
      const change = subject === id ? await changes.read(number) : null;
      if (change?.kind === 'instance') await changes.settle({ ...change, outcome: 'unknown' });
    }
  }

  function startGivingUp(id: string): void {
    giveUp(id).catch((error: unknown) => log.error({ instance: id, err: error }, 'open acts could not be given up'));
  }

  function again(): void {
    stopTimer = clock.after(AGAIN_MS, again);
    for (const id of new Set(changes.open().map(({ subject }) => subject ?? ''))) {
      if (instances.get(id) === undefined) startGivingUp(id);
      else if (instances.get(id)?.seen.state !== 'offline') start(id);
    }
  }

  instances.watch((before, after) => {
    if (after?.seen.state === 'online' && before?.seen.state !== 'online') start(after.id);
    else if (after === undefined && before !== undefined) startGivingUp(before.id);
  });
  again();

  return async () => {
    stopTimer();
    stopping.abort();
    await Promise.all(visits.values());
  };
}
