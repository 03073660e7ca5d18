import type { KeptTexts } from '../composables/use-platform.ts';

/** The texts of a storage that several share, whose names begin with `prefix`. */
export function textsBelow(prefix: string, storage: KeptTexts): KeptTexts {
  return {
    getItem: (name) => storage.getItem(prefix + name),
    setItem: (name, text) => storage.setItem(prefix + name, text),
    removeItem: (name) => storage.removeItem(prefix + name),
  };
}
