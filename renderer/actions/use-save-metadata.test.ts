import { describe, expect, it } from 'vitest';
import { useDraftsStore } from '../stores/drafts-store.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { conflictsOf } from '../stores/meta-draft.ts';
import { useSavesStore } from '../stores/saves-store.ts';
import { useValuesStore } from '../stores/values-store.ts';
import { createTestWorld, NOW } from '../testing/test-world.ts';
import { useSaveMetadata } from './use-save-metadata.ts';

const KEY = 'user:/port';

/** A key that is shown, with an edited description; somebody else's metadata are there before it is saved, and nothing told of them. */
async function saving(theirs: Readonly<Record<string, string>>) {
  const test = createTestWorld();
  const { id } = test.clusterd.addInstance('a');
  test.clusterd.set(KEY, '1', { description: 'first' });
  const { drafts, keys, saves, values, saving } = test.run(() => ({
    drafts: useDraftsStore().meta,
    keys: useKeysStore(),
    saves: useSavesStore().meta,
    values: useValuesStore(),
    saving: useSaveMetadata(),
  }));
  values.reset(id);
  await keys.open(id);
  const shown = await values.read(KEY);
  const draft = { changes: { description: 'mine' }, base: { description: 'first' } };
  drafts.set(id, KEY, draft);
  test.clusterd.set(KEY, '1', theirs);
  await saving.save(id, shown);
  return { ...test, draft, drafts, values, outcome: saves.get(id, KEY), left: drafts.get(id, KEY) };
}

describe('saving metadata that somebody else changed unseen', () => {
  it('overwrites nothing: what is typed stays, and both are known', async () => {
    const { clusterd, draft, left, outcome, values } = await saving({ description: 'theirs' });
    expect(clusterd.state(KEY).meta).toEqual({ description: 'theirs' });
    expect(outcome).toBeUndefined();
    expect(left).toEqual(draft);
    expect(conflictsOf(draft, values.states.get(KEY)?.meta ?? {})).toEqual(['description']);
  });

  it('saves next to their other metakeys', async () => {
    const { clusterd, left, outcome } = await saving({ description: 'first', 'x-owner': 'theirs' });
    expect(clusterd.state(KEY).meta).toEqual({ description: 'mine', 'x-owner': 'theirs' });
    expect(outcome).toEqual({ phase: 'saved', at: NOW });
    expect(left).toBeUndefined();
  });

  it('counts as saved when they made the same of it', async () => {
    const { clusterd, left, outcome } = await saving({ description: 'mine' });
    expect(clusterd.state(KEY).meta).toEqual({ description: 'mine' });
    expect(outcome).toEqual({ phase: 'saved', at: NOW });
    expect(left).toBeUndefined();
  });
});
