import { defineStore } from 'pinia';
import { ref, shallowReactive } from 'vue';
import { isCancelled } from '#shared/contract/cancelled.ts';
import { useClient } from '../api/clusterd-client.ts';
import type { SubjectId } from './subject.ts';
import { readKeys, type ShownKey } from './subject-keys.ts';

/** Keys asked for in one request. */
const BATCH = 100;
/** Keys kept; the ones that were read first go first. */
const KEPT = 5_000;

interface Reading {
  readonly names: readonly string[];
  /** Keys that were written or read apart while this reading was on its way: its answer is older. */
  readonly overtaken: Set<string>;
  readonly controller: AbortController;
}

/** Values, metadata and versions of keys of one instance or cluster, read in batches for what is visible and kept in bounds. */
export const useValuesStore = defineStore('values', () => {
  const client = useClient();
  const states = shallowReactive(new Map<string, ShownKey>());
  /** Keys whose reading failed, with the reason. They are not asked for again until someone retries. */
  const failures = shallowReactive(new Map<string, unknown>());
  /** Counts how often everything was asked for anew: what is shown then reads itself again. */
  const generation = ref(0);
  /** Known, and to be read again; until then the last known value is shown. */
  const stale = new Set<string>();
  const readings = new Set<Reading>();
  let subjectId: SubjectId | null = null;

  /** Forgets everything, and belongs to another instance from now on. */
  function reset(id: SubjectId | null): void {
    abortAll();
    subjectId = id;
    states.clear();
    stale.clear();
    failures.clear();
  }

  /** What is visible now: reads what is missing of it, and stops reading what is not wanted any more. */
  function want(names: readonly string[]): void {
    const wanted = new Set(names);
    for (const reading of readings) {
      if (!reading.names.some((name) => wanted.has(name))) reading.controller.abort();
    }
    const missing = names.filter((name) => isMissing(name) && !failures.has(name) && !isBeingRead(name));
    for (let start = 0; start < missing.length; start += BATCH) {
      void readBatch(missing.slice(start, start + BATCH));
    }
  }

  /** Reads one key again. @throws ElektraError, CancelledError */
  async function read(name: string, signal?: AbortSignal): Promise<ShownKey> {
    const id = subjectId;
    if (id === null) throw new Error('Nothing is open.');
    const [state] = await readKeys(client, id, [name], signal);
    if (state === undefined) throw new Error(`clusterd left out ${name}.`);
    putOf(id, state);
    return state;
  }

  /** Takes in a key as clusterd has just answered it. */
  function put(state: ShownKey): void {
    for (const reading of readings) reading.overtaken.add(state.key);
    keep(state);
  }

  /** As `put`, for an answer that may come after another instance was opened; then it is passed over. */
  function putOf(id: SubjectId, state: ShownKey): void {
    if (id === subjectId) put(state);
  }

  function keep(state: ShownKey): void {
    failures.delete(state.key);
    stale.delete(state.key);
    states.delete(state.key);
    states.set(state.key, state);
    for (const oldest of states.keys()) {
      if (states.size <= KEPT) break;
      states.delete(oldest);
    }
  }

  function forget(names: Iterable<string>): void {
    for (const name of names) {
      states.delete(name);
      failures.delete(name);
    }
  }

  /** Asks again for what failed, as it is visible. */
  function retry(): void {
    failures.clear();
    generation.value += 1;
  }

  /** Everything is read again, as it is visible. What is known stays until then. */
  function invalidate(): void {
    abortAll();
    for (const name of states.keys()) stale.add(name);
    retry();
  }

  /** These are read again, as they are visible. What is known of them stays until then. */
  function outdate(names: readonly string[]): void {
    for (const name of names) if (states.has(name)) stale.add(name);
    for (const reading of readings) names.forEach((name) => reading.overtaken.add(name));
    generation.value += 1;
  }

  function isMissing(name: string): boolean {
    return !states.has(name) || stale.has(name);
  }

  async function readBatch(names: readonly string[]): Promise<void> {
    const id = subjectId;
    if (id === null) return;
    const reading: Reading = { names, overtaken: new Set(), controller: new AbortController() };
    readings.add(reading);
    try {
      const { signal } = reading.controller;
      const keys = await readKeys(client, id, names, signal);
      if (!signal.aborted) keys.filter(({ key }) => !reading.overtaken.has(key)).forEach(keep);
    } catch (error) {
      if (!isCancelled(error) && !reading.controller.signal.aborted) names.forEach((name) => failures.set(name, error));
    } finally {
      readings.delete(reading);
    }
  }

  function isBeingRead(name: string): boolean {
    for (const reading of readings) {
      if (!reading.controller.signal.aborted && reading.names.includes(name) && !reading.overtaken.has(name))
        return true;
    }
    return false;
  }

  function abortAll(): void {
    for (const reading of readings) reading.controller.abort();
  }

  return { states, failures, generation, reset, want, read, put, putOf, forget, retry, invalidate, outdate };
});
