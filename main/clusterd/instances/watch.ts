import { isCancelled } from '#shared/contract/cancelled.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { Clock, Log } from '../ports.ts';
import type { Registry } from '../registry/registry.ts';
import type { Reaching } from './reaching.ts';
import { createRefusals } from './refusals.ts';

/** Every instance is asked whether it lives once in this time. */
const ROUND_MS = 30_000;
/** Between two in the first round at most, in milliseconds: what was seen before the start may be long past, and deliveries wait for it. */
const FIRST_ROUND_STEP_MS = 50;
/** How many may be asked at once; hosts that hang occupy at most these. */
const AT_ONCE = 64;

/**
 * Asks one instance after another whether it lives, at first soon, then spread evenly over the round, by a request that opens no session and waits behind no write.
 * Returns how to stop.
 */
export function startWatch(
  registry: Registry,
  fleet: Reaching,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): () => Promise<void> {
  const stopping = new AbortController();
  const asking = new Set<Promise<void>>();
  let round: Iterator<string> = [][Symbol.iterator]();
  let firstRoundLeft = registry.instances.all.size;
  let cancelTimer = clock.after(0, step);
  const refusals = createRefusals(registry, clock);
  // Nobody should look at "unknown" for half a minute after adding an instance.
  registry.instances.watch((before, after) => {
    if (before === undefined && after?.seen.state === 'unknown') start(after.id);
  });

  function step(): void {
    firstRoundLeft -= 1;
    const even = ROUND_MS / Math.max(registry.instances.all.size, 1);
    cancelTimer = clock.after(firstRoundLeft > 0 ? Math.min(even, FIRST_ROUND_STEP_MS) : even, step);
    const id = nextId();
    if (id !== undefined) start(id);
  }

  function start(id: string): void {
    if (asking.size >= AT_ONCE || stopping.signal.aborted) return;
    const running = ask(id).finally(() => asking.delete(running));
    asking.add(running);
  }

  function nextId(): string | undefined {
    const next = round.next();
    if (next.done !== true) return next.value;
    round = [...registry.instances.all.keys()][Symbol.iterator]();
    const first = round.next();
    return first.done === true ? undefined : first.value;
  }

  async function ask(id: string): Promise<void> {
    const seen = registry.instances.get(id)?.seen;
    if (seen === undefined || !refusals.mayTry(id)) return;
    const isKnown = seen.state === 'online' && seen.elektraVersion !== null;
    try {
      if (isKnown) {
        fleet.sawAnswer(id, await fleet.connection(id).alive(stopping.signal), null);
        return;
      }
      // What comes back may be another version, or another elektrad.
      const { version, latencyMs } = await fleet.connection(id).version(stopping.signal);
      fleet.sawAnswer(id, latencyMs, version);
    } catch (error) {
      // The version of one that is online may wait behind a long write.
      if (isElektraError(error, 'INSTANCE_CREDENTIALS') && seen.lastError?.code === error.code)
        refusals.refusedAgain(id);
      const isSilent = isElektraError(error, 'INSTANCE_TIMEOUT') && (isKnown || seen.state !== 'online');
      if (isSilent) fleet.sawSilence(id, error);
      else if (isElektraError(error)) fleet.sawFailure(id, error);
      else if (!isCancelled(error))
        log.error({ instance: id, err: error }, 'asking an instance whether it lives failed');
    }
  }

  return async () => {
    cancelTimer();
    stopping.abort();
    await Promise.all(asking);
  };
}
