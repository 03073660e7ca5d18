import type { SecretsState } from '#shared/clusterd/secrets.ts';
import type { Secrets } from '../ports/secrets.ts';

/** `Secrets` in a map. */
export function createMemorySecrets(entries: Map<string, string> = new Map<string, string>()): Secrets {
  let store: SecretsState['store'] = 'keychain';
  const state = (): SecretsState => ({
    store,
    place: 'memory',
    key: null,
    decidedBy: null,
    noKeychain: null,
    left: null,
  });
  return {
    state,
    get: async (name) => entries.get(name) ?? null,
    async set(name, secret) {
      entries.set(name, secret);
    },
    async remove(name) {
      entries.delete(name);
    },
    names: async () => [...entries.keys()],
    look: async () => state(),
    retry: async () => state(),
    async move(to) {
      store = to;
      return state();
    },
  };
}
