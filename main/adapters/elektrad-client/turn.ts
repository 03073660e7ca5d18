import { throwIfAborted } from '#shared/contract/cancelled.ts';
import type { ElektradTurn, KeyReading } from '../../clusterd/ports.ts';
import { readingOf, readKeys, readNode } from './reads.ts';
import { removeKeys } from './removal.ts';
import { readSubtree } from './subtree.ts';
import type { WriteMeans } from './store-checked.ts';
import { storeMany } from './store-many.ts';
import { requireCarried, setMetakey, setValue } from './writes.ts';

interface RunningTurn {
  readonly turn: ElektradTurn;
  /** From here on the turn's functions throw: another turn has begun. */
  readonly end: () => void;
}

/** What can be done in one turn. What it has read is remembered as the old content of its writes: nobody else of us writes meanwhile. */
export function createTurn(means: WriteMeans): RunningTurn {
  const { requests, signal } = means;
  const known = new Map<string, KeyReading>();
  let isOver = false;

  function requireRunning(): void {
    if (isOver) throw new Error('A turn was used after its end.');
    throwIfAborted(signal);
  }

  async function current(name: string): Promise<KeyReading> {
    return known.get(name) ?? readingOf(name, await readNode(requests, name, 0, signal));
  }

  const turn: ElektradTurn = {
    async read(name) {
      requireRunning();
      const reading = await readSubtree(requests, name, 0, signal);
      known.set(name, reading);
      return reading;
    },
    async readMany(names) {
      requireRunning();
      const readings = await readKeys(requests, names, signal);
      for (const reading of readings) known.set(reading.name, reading);
      return readings;
    },
    async set(name, value, before) {
      requireRunning();
      const old = before ?? (await current(name));
      return remembered(name, () => setValue(name, value, old, means));
    },
    async setMeta(name, metakey, value) {
      requireRunning();
      const old = await current(name);
      await remembered(name, () => setMetakey(name, metakey, value, old, means));
    },
    async requireCarried(keys) {
      requireRunning();
      await requireCarried(keys, means);
    },
    async storeMany(keys) {
      requireRunning();
      for (const { name } of keys) known.delete(name);
      const readings = await storeMany(keys, means);
      for (const reading of readings ?? []) known.set(reading.name, reading);
      return readings;
    },
    async remove(names, removed) {
      requireRunning();
      for (const name of names) known.delete(name);
      await removeKeys(names, means, removed);
    },
  };

  /** A write that fails leaves open what the key holds. */
  async function remembered(name: string, write: () => Promise<KeyReading>): Promise<KeyReading> {
    known.delete(name);
    const reading = await write();
    known.set(name, reading);
    return reading;
  }

  return {
    turn,
    end() {
      isOver = true;
    },
  };
}
