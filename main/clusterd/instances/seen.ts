import type { ElektraError } from '#shared/errors/elektra-error.ts';
import type { ElektradVersion } from '#shared/model/elektrad-version.ts';
import type { InstanceSeen } from '#shared/model/instance.ts';

export const NEVER_SEEN: InstanceSeen = {
  state: 'unknown',
  since: null,
  latencyMs: null,
  elektraVersion: null,
  elektradId: null,
  capabilities: [],
  lastError: null,
};

/** What is seen after an answer; latency null: not measured this time. */
export function afterAnswer(
  seen: InstanceSeen,
  latencyMs: number | null,
  version: ElektradVersion | null,
  now: number,
): InstanceSeen {
  return {
    state: 'online',
    since: seen.state === 'online' ? seen.since : now,
    latencyMs: latencyMs ?? seen.latencyMs,
    elektraVersion: version?.elektra.version ?? seen.elektraVersion,
    elektradId: version === null ? seen.elektradId : (version.id ?? null),
    capabilities: version === null ? seen.capabilities : [...(version.capabilities ?? [])],
    lastError: null,
  };
}

export function afterFailure(seen: InstanceSeen, error: ElektraError, now: number): InstanceSeen {
  return {
    ...seen,
    state: 'offline',
    since: seen.state === 'offline' ? seen.since : now,
    latencyMs: null,
    lastError: { code: error.code, message: error.message },
  };
}

export function sameButForLatency(a: InstanceSeen, b: InstanceSeen): boolean {
  return (
    a.state === b.state &&
    a.elektraVersion === b.elektraVersion &&
    a.elektradId === b.elektradId &&
    a.lastError?.code === b.lastError?.code &&
    a.lastError?.message === b.lastError?.message &&
    a.capabilities.join() === b.capabilities.join()
  );
}
