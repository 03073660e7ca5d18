import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';
import { isForeign, refuseForeign } from '../identity/refuse.ts';
import type { Registry } from '../registry/registry.ts';
import type { Effective } from '../settings/effective.ts';
import type { Failure } from './schedule.ts';

/** Why nothing is delivered to an instance now, for people. */
export interface Blocked {
  readonly reason: string;
  /** What went wrong; only when it was tried. */
  readonly error?: ElektraError;
}

/** null: nothing stands in the way. */
export function blockedBy(
  { instances }: Pick<Registry, 'instances'>,
  effective: Pick<Effective, 'isPaused'>,
  id: string,
  failure: Failure | undefined,
): Blocked | null {
  const instance = instances.get(id);
  if (instance === undefined) return { reason: 'removed' };
  if (effective.isPaused(id)) return { reason: 'paused' };
  const { seen } = instance;
  if (isForeign(instance))
    return { reason: refusalOf(() => refuseForeign(instance, instances.get(instance.identity.other ?? ''))) };
  if (seen.state === 'offline')
    return { reason: seen.since === null ? 'offline' : `offline since ${timeOf(seen.since)}` };
  if (failure === undefined) return null;
  const error = isElektraError(failure.error) ? failure.error : new ElektraError('INTERNAL');
  return { reason: `retrying at ${timeOf(failure.retryAt)}`, error };
}

function refusalOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    if (isElektraError(error)) return error.message;
    throw error;
  }
  return 'read-only';
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
