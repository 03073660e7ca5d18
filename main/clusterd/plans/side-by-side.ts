import { throwIfAborted } from '#shared/contract/cancelled.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { Fleet } from '../instances/fleet.ts';
import { createPlaces } from '../keys/places.ts';
import type { Clock } from '../ports.ts';

/** How many instances are asked at the same time. */
const AT_ONCE = 64;
/** Milliseconds after the beginning in which those are asked, too, that were seen offline last: they may be back. */
const OFFLINE_MS = 2_000;

/** What is to be done with one instance. `isSkipped`: it was seen offline, and asking all of those would take too long. */
export type MemberWork = (instanceId: string, isSkipped: boolean, signal: AbortSignal) => Promise<void>;

/** Works on many instances at once, those last that were seen offline. Ends with the first failure, which aborts the others. @throws CancelledError, and what `work` throws */
export async function sideBySide(
  instanceIds: readonly string[],
  work: MemberWork,
  { fleet, clock }: { readonly fleet: Pick<Fleet, 'instance'>; readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  throwIfAborted(signal);
  const inPlace = createPlaces(AT_ONCE);
  const begun = clock.now();
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  signal.addEventListener('abort', stop, { once: true });
  const start = (id: string, mayBeSkipped: boolean) =>
    inPlace('', async () => {
      throwIfAborted(stopping.signal);
      await work(id, mayBeSkipped && clock.now() - begun > OFFLINE_MS, stopping.signal);
    });
  const offline = new Set(instanceIds.filter((id) => wasOffline(fleet, id)));
  try {
    const others = instanceIds.filter((id) => !offline.has(id)).map((id) => start(id, false));
    await Promise.all([...others, ...[...offline].map((id) => start(id, true))]);
  } finally {
    stop();
    signal.removeEventListener('abort', stop);
  }
}

function wasOffline(fleet: Pick<Fleet, 'instance'>, id: string): boolean {
  try {
    return fleet.instance(id).seen.state === 'offline';
  } catch (error) {
    if (isElektraError(error, 'INSTANCE_NOT_FOUND')) return true;
    throw error;
  }
}
