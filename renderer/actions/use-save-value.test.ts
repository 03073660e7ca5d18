import { describe, expect, it } from 'vitest';
import { CancelledError } from '#shared/contract/cancelled.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { useDraftsStore } from '../stores/drafts-store.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { useSavesStore } from '../stores/saves-store.ts';
import { useValuesStore } from '../stores/values-store.ts';
import { createTestWorld, NOW } from '../testing/test-world.ts';
import { useSaveValue } from './use-save-value.ts';
import { useSettleConflict } from './use-settle-conflict.ts';

const KEY = 'user:/port';

/** A key that is shown, with a typed value. */
async function typed(value: string) {
  const test = createTestWorld();
  const { id } = test.clusterd.addInstance('a');
  test.clusterd.set(KEY, '1', { type: 'short' });
  const parts = test.run(() => ({
    drafts: useDraftsStore(),
    keys: useKeysStore(),
    saves: useSavesStore(),
    values: useValuesStore(),
    saving: useSaveValue(),
    conflict: useSettleConflict(),
  }));
  parts.values.reset(id);
  await parts.keys.open(id);
  const { version } = await parts.values.read(KEY);
  parts.drafts.set(id, KEY, { value, base: '1', basedOn: version, secret: false });
  const outcome = () => parts.saves.get(id, KEY);
  return { ...test, ...parts, id, outcome };
}

const rejected = new ElektraError('ELEKTRA_REJECTED', undefined, {
  data: { number: 'C03200', description: 'Validation Semantic', reason: 'no', mountPoint: null, file: null, key: KEY },
});

describe('saving a value', () => {
  it('counts when it was read back, in the form that is stored', async () => {
    const { clusterd, saving, drafts, values, outcome, id } = await typed('07');
    clusterd.normalise = (value) => String(Number(value));
    const saved = saving.save(id, KEY);
    expect(outcome()).toMatchObject({ phase: 'saving', since: NOW });
    expect(drafts.get(id, KEY)?.value).toBe('07');
    await saved;
    expect(outcome()).toEqual({ phase: 'saved', at: NOW });
    expect(drafts.get(id, KEY)).toBeUndefined();
    expect(values.states.get(KEY)).toEqual(clusterd.state(KEY));
    expect(values.states.get(KEY)?.value).toBe('7');
  });

  it('is based on the version that was shown', async () => {
    const { transport, saving, id, drafts } = await typed('2');
    const { basedOn } = drafts.get(id, KEY) ?? {};
    await saving.save(id, KEY);
    expect(transport.inputsOf('keys.set')).toEqual([{ id, key: KEY, value: '2', basedOn }]);
  });

  it('happens once, however often it is asked for at the same time', async () => {
    const { transport, saving, id } = await typed('2');
    await Promise.all([saving.save(id, KEY), saving.save(id, KEY)]);
    await saving.save(id, KEY);
    expect(transport.inputsOf('keys.set')).toHaveLength(1);
  });

  it('keeps what was typed while it was saved', async () => {
    const { saving, drafts, id } = await typed('2');
    const saved = saving.save(id, KEY);
    drafts.set(id, KEY, { value: '3', base: '1', secret: false });
    await saved;
    expect(drafts.get(id, KEY)?.value).toBe('3');
  });

  it('keeps the typed value with the words of Elektra when it is refused', async () => {
    const { clusterd, saving, drafts, values, outcome, id } = await typed('99999');
    clusterd.beforeSet = () => {
      throw rejected;
    };
    await saving.save(id, KEY);
    expect(outcome()).toMatchObject({
      phase: 'rejected',
      error: { code: 'ELEKTRA_REJECTED', data: { number: 'C03200' } },
    });
    expect(drafts.get(id, KEY)?.value).toBe('99999');
    expect(values.states.get(KEY)?.value).toBe('1');
  });

  it('keeps the typed value when nobody answers', async () => {
    const { transport, saving, drafts, outcome, id } = await typed('2');
    transport.away = true;
    await saving.save(id, KEY);
    expect(outcome()).toMatchObject({ phase: 'failed', error: { name: 'ConnectionLostError' } });
    expect(drafts.get(id, KEY)?.value).toBe('2');
  });

  it('that was not answered in time counts only if the key is read to have the value', async () => {
    const late = new ElektraError('INSTANCE_TIMEOUT');
    for (const arrived of [true, false]) {
      const { clusterd, saving, outcome, drafts, id } = await typed('2');
      clusterd.beforeSet = (key, value) => {
        if (arrived) clusterd.set(key, value);
        throw late;
      };
      await saving.save(id, KEY);
      expect(outcome()?.phase).toBe(arrived ? 'saved' : 'failed');
      expect(drafts.get(id, KEY) === undefined).toBe(arrived);
    }
  });

  it('can be cancelled, and then says what became of it', async () => {
    for (const arrived of [true, false]) {
      const { clusterd, saving, outcome, drafts, id } = await typed('2');
      clusterd.beforeSet = (key, value, { signal }) =>
        new Promise((_, reject) => {
          if (arrived) clusterd.set(key, value);
          signal.addEventListener('abort', () => reject(new CancelledError()));
        });
      const saved = saving.save(id, KEY);
      const current = outcome();
      if (current?.phase === 'saving') current.cancel();
      await saved;
      expect(outcome()?.phase).toBe(arrived ? 'saved' : undefined);
      expect(drafts.get(id, KEY)?.value).toBe(arrived ? undefined : '2');
    }
  });

  it('never shows up in an instance that was opened meanwhile', async () => {
    const { clusterd, saving, values, id } = await typed('2');
    const saved = saving.save(id, KEY);
    values.reset(clusterd.addInstance('b').id);
    await saved;
    expect(values.states.size).toBe(0);
  });
});

describe('a key that somebody else changed meanwhile', () => {
  async function conflicting() {
    const test = await typed('mine');
    test.clusterd.set(KEY, 'theirs');
    await test.saving.save(test.id, KEY);
    const outcome = test.outcome();
    if (outcome?.phase !== 'conflict') throw new Error('no conflict');
    return { ...test, theirs: outcome.theirs };
  }

  it('is not overwritten, and both values are there', async () => {
    const { clusterd, theirs, drafts, values, id } = await conflicting();
    expect(clusterd.keys.get(KEY)?.value).toBe('theirs');
    expect(theirs.value).toBe('theirs');
    expect(drafts.get(id, KEY)?.value).toBe('mine');
    expect(values.states.get(KEY)?.value).toBe('theirs');
  });

  it('is left as it is by taking theirs', async () => {
    const { conflict, theirs, drafts, outcome, id } = await conflicting();
    await conflict.takeTheirs(id, KEY, theirs);
    expect(drafts.get(id, KEY)).toBeUndefined();
    expect(outcome()).toBeUndefined();
  });

  it('is overwritten by keeping mine, but not over a third value', async () => {
    const { conflict, clusterd, theirs, outcome, id } = await conflicting();
    clusterd.set(KEY, 'third');
    await conflict.keepMine(id, KEY, theirs);
    const second = outcome();
    expect(second).toMatchObject({ phase: 'conflict', theirs: { value: 'third' } });
    if (second?.phase === 'conflict') await conflict.keepMine(id, KEY, second.theirs);
    expect(outcome()?.phase).toBe('saved');
    expect(clusterd.keys.get(KEY)?.value).toBe('mine');
  });

  it('is edited further on top of theirs', async () => {
    const { conflict, theirs, drafts, outcome, id } = await conflicting();
    await conflict.edit(id, KEY, theirs);
    expect(outcome()).toBeUndefined();
    expect(drafts.get(id, KEY)).toMatchObject({ value: 'mine', base: 'theirs', basedOn: theirs.version });
  });

  it('and removed leaves the list when theirs is taken, and is made again when mine is kept', async () => {
    const test = await typed('mine');
    test.clusterd.keys.delete(KEY);
    await test.saving.save(test.id, KEY);
    const outcome = test.outcome();
    if (outcome?.phase !== 'conflict') throw new Error('no conflict');
    expect(outcome.theirs.exists).toBe(false);
    await test.conflict.keepMine(test.id, KEY, outcome.theirs);
    expect(test.clusterd.keys.get(KEY)?.value).toBe('mine');
    test.clusterd.keys.delete(KEY);
    await test.conflict.takeTheirs(test.id, KEY, outcome.theirs);
    expect(test.keys.names).toEqual([]);
  });
});
