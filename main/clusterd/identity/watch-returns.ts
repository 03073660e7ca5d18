import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { Reaching } from '../instances/reaching.ts';
import type { Log } from '../ports.ts';
import type { Registry } from '../registry/registry.ts';
import type { Identity } from './identity.ts';

/**
 * Finds out whose database is behind an instance whenever it comes back, and behind those that may be the same, so that people see it before they
 * write. Returns how to stop.
 */
export function watchReturns(
  { instances }: Pick<Registry, 'instances'>,
  { instance }: Pick<Reaching, 'instance'>,
  identity: Pick<Identity, 'identify' | 'isKnown'>,
  log: Log,
): () => Promise<void> {
  const asking = new Map<string, Promise<void>>();
  const undecided = new Set<string>();
  let isStopped = false;

  async function ask(id: string): Promise<void> {
    try {
      await identity.identify(id, 'wait');
    } catch (error) {
      if (!isElektraError(error)) log.error({ instance: id, err: error }, 'finding out whose database it is failed');
      else log.info({ instance: id, err: error }, 'whose database it is cannot be told now');
    }
  }

  function start(id: string): void {
    if (isStopped || asking.has(id)) return;
    asking.set(
      id,
      ask(id).finally(() => asking.delete(id)),
    );
  }

  /** Of an instance that came back or went for good. */
  function startUndecided(id: string): void {
    for (const each of undecided) {
      const { identity, seen } = instance(each);
      const other = instances.get(identity.other ?? '');
      const canBeTold = seen.state === 'online' && other?.seen.state !== 'offline';
      if (canBeTold && (each === id || identity.other === id)) start(each);
    }
  }

  instances.watch((before, after) => {
    const id = (after ?? before)?.id;
    if (id === undefined) return;
    if (after?.identity.state === 'mayBe') undecided.add(id);
    else undecided.delete(id);
    if (before === undefined) return;
    if (after === undefined) return startUndecided(id);
    if (before.seen.state === 'online' || after.seen.state !== 'online') return;
    if (!identity.isKnown(id)) start(id);
    startUndecided(id);
  });

  return async () => {
    isStopped = true;
    await Promise.all(asking.values());
  };
}
