import type { ElektradTurn } from '../ports.ts';

/** The same turn, with `check` before each of its acts; what it throws is thrown in place of the act. */
export function guardedTurn(turn: ElektradTurn, check: () => void): ElektradTurn {
  async function checked<T>(act: () => Promise<T>): Promise<T> {
    check();
    return act();
  }
  return {
    read: (name) => checked(() => turn.read(name)),
    readMany: (names) => checked(() => turn.readMany(names)),
    set: (name, value, before) => checked(() => turn.set(name, value, before)),
    setMeta: (name, metakey, value) => checked(() => turn.setMeta(name, metakey, value)),
    requireCarried: (keys) => checked(() => turn.requireCarried(keys)),
    storeMany: (keys) => checked(() => turn.storeMany(keys)),
    remove: (names, removed) => checked(() => turn.remove(names, removed)),
  };
}
