import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { isCancelled } from '#shared/contract/cancelled.ts';

/** The last failure that no view has shown where it happened. It stays until it is dismissed. */
export const useFaultsStore = defineStore('faults', () => {
  const latest = shallowRef<unknown>(null);

  function report(error: unknown): void {
    if (!isCancelled(error)) latest.value = error;
  }

  function dismiss(): void {
    latest.value = null;
  }

  return { latest, report, dismiss };
});
