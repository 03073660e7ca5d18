import { shallowReactive } from 'vue';
import type { KeyState } from '#shared/model/key.ts';

/** What became of the last attempt to save something of a key. Times are milliseconds since 1970 UTC. */
export type SaveOutcome =
  | { readonly phase: 'saving'; readonly since: number; cancel(): void }
  | { readonly phase: 'saved'; readonly at: number }
  /** Elektra, or a rule, refused it. */
  | { readonly phase: 'rejected'; readonly error: unknown }
  /** Somebody else changed the key meanwhile. */
  | { readonly phase: 'conflict'; readonly theirs: KeyState }
  /** Not said by Elektra: the host is away, the time is over, a fault. */
  | { readonly phase: 'failed'; readonly error: unknown };

/** Why the last attempt did not save; null when none failed, or another one runs. */
export function failureOf(outcome: SaveOutcome | undefined): unknown {
  return outcome?.phase === 'rejected' || outcome?.phase === 'failed' ? outcome.error : null;
}

export interface SaveOutcomes {
  get(instanceId: string, key: string): SaveOutcome | undefined;
  set(instanceId: string, key: string, outcome: SaveOutcome): void;
  clear(instanceId: string, key: string): void;
  /** The keys of an instance of which the last attempt was refused, with the reason. */
  rejected(instanceId: string): readonly (readonly [key: string, error: unknown])[];
}

/** Outcomes by instance and key. */
export function createSaveOutcomes(): SaveOutcomes {
  const outcomes = shallowReactive(new Map<string, SaveOutcome>());
  return {
    get: (instanceId, key) => outcomes.get(`${instanceId} ${key}`),
    set: (instanceId, key, outcome) => void outcomes.set(`${instanceId} ${key}`, outcome),
    clear: (instanceId, key) => void outcomes.delete(`${instanceId} ${key}`),
    rejected(instanceId) {
      const prefix = `${instanceId} `;
      return [...outcomes].flatMap(([entry, outcome]) =>
        outcome.phase === 'rejected' && entry.startsWith(prefix) ? [[entry.slice(prefix.length), outcome.error]] : [],
      );
    },
  };
}
