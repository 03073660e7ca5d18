import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import type { KeyState } from '#shared/model/key.ts';

/** What became of the last attempt to save a key's value. Times are milliseconds since 1970 UTC. */
export type SaveOutcome =
  | { readonly phase: 'saving'; readonly since: number; cancel(): void }
  | { readonly phase: 'saved'; readonly at: number }
  /** Elektra, or a rule, refused the value. */
  | { readonly phase: 'rejected'; readonly error: unknown }
  /** Somebody else changed the key meanwhile. */
  | { readonly phase: 'conflict'; readonly theirs: KeyState }
  /** Not said by Elektra: the host is away, the time is over, a fault. */
  | { readonly phase: 'failed'; readonly error: unknown };

/** The outcomes by instance and key, shown in the grid and in the panel alike. */
export const useSavesStore = defineStore('saves', () => {
  const outcomes = shallowReactive(new Map<string, SaveOutcome>());

  function get(instanceId: string, key: string): SaveOutcome | undefined {
    return outcomes.get(`${instanceId} ${key}`);
  }

  function set(instanceId: string, key: string, outcome: SaveOutcome): void {
    outcomes.set(`${instanceId} ${key}`, outcome);
  }

  function clear(instanceId: string, key: string): void {
    outcomes.delete(`${instanceId} ${key}`);
  }

  /** The keys of an instance whose last value was refused, with the reason. */
  function rejected(instanceId: string): readonly (readonly [key: string, error: unknown])[] {
    const prefix = `${instanceId} `;
    return [...outcomes].flatMap(([entry, outcome]) =>
      outcome.phase === 'rejected' && entry.startsWith(prefix) ? [[entry.slice(prefix.length), outcome.error]] : [],
    );
  }

  return { get, set, clear, rejected };
});
