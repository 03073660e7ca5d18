import type { Elektrad, Elektrads, ElektradTarget, ElektradTurn, KeyReading } from '../ports.ts';

/** What one clusterd did to an instance: a read with what came, or a write before it is done. */
export type Recorded = { readonly instance: string; readonly host: string } & (
  { readonly kind: 'read'; readonly reading: KeyReading } | { readonly kind: 'write'; readonly name: string }
);

/** Elektrads that tell of every key that is read by name, or written; what is read back after a write is read as well. */
export function recordingElektrads(elektrads: Elektrads, record: (what: Recorded) => void): Elektrads {
  function recorded({ id: instance, host }: ElektradTarget, elektrad: Elektrad): Elektrad {
    const reads = (readings: readonly KeyReading[]): readonly KeyReading[] => {
      for (const reading of readings) record({ instance, host, kind: 'read', reading });
      return readings;
    };
    const writes = (name: string) => record({ instance, host, kind: 'write', name });
    const recordedTurn = (turn: ElektradTurn): ElektradTurn => ({
      ...turn,
      readMany: async (names) => reads(await turn.readMany(names)),
      async set(name, value, before) {
        writes(name);
        const after = await turn.set(name, value, before);
        reads([after]);
        return after;
      },
      async setMeta(name, metakey, value) {
        writes(name);
        return turn.setMeta(name, metakey, value);
      },
      async storeMany(keys) {
        for (const { name } of keys) writes(name);
        const after = await turn.storeMany(keys);
        return after === null ? null : reads(after);
      },
      async remove(names, removed) {
        for (const name of names) writes(name);
        return turn.remove(names, removed);
      },
    });
    return {
      ...elektrad,
      readMany: async (names, signal) => reads(await elektrad.readMany(names, signal)),
      turn: (work, signal) => elektrad.turn((turn) => work(recordedTurn(turn)), signal),
    };
  }
  return { ...elektrads, connection: (target) => recorded(target, elektrads.connection(target)) };
}
