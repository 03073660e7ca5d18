import { describe, expect, it, vi } from 'vitest';
import { IDENTITY_KEY } from '#shared/model/own-keys.ts';
import type { ElektradTurn, KeyReading } from '../ports.ts';
import { readingAlong } from './read-along.ts';

function setUp(must = false) {
  const asked: (readonly string[])[] = [];
  const bare: ElektradTurn = {
    read: async (name) => ({ name, exists: false, meta: {}, names: [] }),
    async readMany(names) {
      asked.push(names);
      return names.map((name): KeyReading => ({ name, exists: true, value: `at ${name}`, meta: {} }));
    },
    set: async (name, value) => ({ name, exists: true, value, meta: {} }),
    setMeta: async () => undefined,
    requireCarried: async () => undefined,
    storeMany: async () => null,
    remove: async () => undefined,
  };
  const check = vi.fn(async (_marker: KeyReading | undefined) => undefined);
  return { asked, check, turn: readingAlong(bare, () => check, must) };
}

describe('a marker that is read along', () => {
  it('comes with the first keys, which are handed on alone', async () => {
    const { asked, check, turn } = setUp();
    expect((await turn.readMany(['user:/a'])).map(({ name }) => name)).toEqual(['user:/a']);
    expect(check).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ value: `at ${IDENTITY_KEY}` }));
    await turn.readMany(['user:/b']);
    expect(asked).toEqual([['user:/a', IDENTITY_KEY], ['user:/b']]);
  });

  it('keeps the keys from whoever must not write', async () => {
    const { check, turn } = setUp();
    check.mockRejectedValue(new Error('not ours'));
    await expect(turn.readMany(['user:/a'])).rejects.toThrow('not ours');
  });

  it.each<[string, (turn: ElektradTurn) => Promise<unknown>]>([
    ['set', (turn) => turn.set('user:/a', 'x')],
    ['setMeta', (turn) => turn.setMeta('user:/a', 'check/type', 'x')],
    ['storeMany', (turn) => turn.storeMany([])],
    ['remove', (turn) => turn.remove(['user:/a'])],
  ])('is looked at before %s where it must be, and never after it: what is begun is ended', async (_act, write) => {
    const young = setUp();
    await write(young.turn);
    await young.turn.readMany(['user:/a']);
    expect(young.asked).toEqual([['user:/a']]);

    const old = setUp(true);
    await write(old.turn);
    await old.turn.readMany(['user:/a']);
    expect(old.asked).toEqual([[IDENTITY_KEY], ['user:/a']]);
    expect(old.check).toHaveBeenCalledOnce();

    const foreign = setUp(true);
    foreign.check.mockRejectedValue(new Error('not ours'));
    await expect(write(foreign.turn)).rejects.toThrow('not ours');
  });
});
