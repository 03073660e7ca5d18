import { IDENTITY_KEY } from '#shared/model/own-keys.ts';
import type { ElektradTurn, KeyReading } from '../ports.ts';

/** Told the marker that was read; what it throws is thrown in place of the act that waits for it. */
export type CheckMarker = (marker: KeyReading | undefined) => Promise<void>;

/**
 * The same turn, whose first reading of keys reads the marker too, so that it costs no round trip of its own. `begin` is called before, and what it returns
 * is told the marker before the keys are handed on. A turn that writes first looks before that if it `must`; later nothing is read along.
 */
export function readingAlong(turn: ElektradTurn, begin: () => CheckMarker, must: boolean): ElektradTurn {
  let isDue = true;

  async function look(names: readonly string[]): Promise<readonly KeyReading[]> {
    isDue = false;
    const check = begin();
    const readings = await turn.readMany([...names, IDENTITY_KEY]);
    await check(readings[names.length]);
    return readings.slice(0, names.length);
  }

  async function beforeWriting(): Promise<void> {
    if (isDue && must) await look([]);
    isDue = false;
  }

  return {
    ...turn,
    readMany: (names) => (isDue ? look(names) : turn.readMany(names)),
    async set(name, value, before) {
      await beforeWriting();
      return turn.set(name, value, before);
    },
    async setMeta(name, metakey, value) {
      await beforeWriting();
      return turn.setMeta(name, metakey, value);
    },
    async storeMany(keys) {
      await beforeWriting();
      return turn.storeMany(keys);
    },
    async remove(names, removed) {
      await beforeWriting();
      return turn.remove(names, removed);
    },
  };
}
