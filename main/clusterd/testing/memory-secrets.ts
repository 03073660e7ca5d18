import type { Secrets } from '../ports/secrets.ts';

/** `Secrets` in a map. */
export function createMemorySecrets(entries: Map<string, string> = new Map<string, string>()): Secrets {
  return {
    state: () => ({ store: 'keychain', place: 'memory', key: null, noKeychain: null }),
    get: async (name) => entries.get(name) ?? null,
    async set(name, secret) {
      entries.set(name, secret);
    },
    async remove(name) {
      entries.delete(name);
    },
    names: async () => [...entries.keys()],
  };
}
