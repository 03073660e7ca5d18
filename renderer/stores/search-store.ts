import { defineStore } from 'pinia';
import { ref } from 'vue';

/** Asks whatever searches on the page to take the focus. */
export const useSearchStore = defineStore('search', () => {
  /** How often it was asked. */
  const asked = ref(0);

  return { asked, ask: () => void (asked.value += 1) };
});
