import { isSecret } from '#shared/model/key.ts';
import { specifications } from '../keys/specifications.ts';
import type { SettingRecord } from './cluster-records.ts';
import type { Collection } from './collection.ts';

/**
 * Which keys are secret by what clusters set: their own metadata, or that of a `spec:` key which speaks of them. What one cluster calls secret is so for
 * all: hiding too much does no harm.
 */
export interface SecretKeys {
  has(key: string): boolean;
}

type Marking = Pick<SettingRecord, 'key' | 'meta'>;

/** What these settings make secret. */
export function secretKeysAmong(settings: Iterable<Marking>): SecretKeys {
  const keys = new Set<string>();
  for (const { key, meta } of settings) if (isSecret(meta)) keys.add(key);
  return matching(() => keys.keys(), keys);
}

/** What all settings make secret, at any moment. */
export function createSecretKeys(settings: Pick<Collection<SettingRecord>, 'watch'>): SecretKeys {
  /** In how many clusters a key is marked. */
  const marks = new Map<string, number>();
  let found = matching(() => marks.keys(), marks);

  function count({ key, meta }: Marking, by: number): void {
    if (!isSecret(meta)) return;
    const counted = (marks.get(key) ?? 0) + by;
    if (counted === 0) marks.delete(key);
    else marks.set(key, counted);
    if (key.startsWith('spec:/')) found = matching(() => marks.keys(), marks);
  }

  settings.watch((before, after) => {
    if (before !== undefined) count(before, -1);
    if (after !== undefined) count(after, 1);
  });
  return { has: (key) => found.has(key) };
}

/** The names in `spec:` are put in order when they are first asked for. */
function matching(names: () => Iterable<string>, marked: SecretKeys): SecretKeys {
  let speaking: ((key: string) => readonly string[]) | null = null;
  return {
    has(key) {
      if (marked.has(key)) return true;
      if (key.startsWith('spec:/')) return false;
      speaking ??= speakingOf([...names()].filter((name) => name.startsWith('spec:/')));
      return speaking(key).length > 0;
    },
  };
}

function speakingOf(names: readonly string[]): (key: string) => readonly string[] {
  return names.length === 0 ? () => [] : specifications(names);
}
