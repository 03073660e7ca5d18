import { defineStore } from 'pinia';
import { createSaveOutcomes } from './save-outcomes.ts';

export type { SaveOutcome } from './save-outcomes.ts';

/** What became of saving values, shown in the grid and in the panel alike; `meta` and `lists`: of saving metadata and lists. */
export const useSavesStore = defineStore('saves', () => ({
  ...createSaveOutcomes(),
  meta: createSaveOutcomes(),
  lists: createSaveOutcomes(),
}));
