import type { KeyReading, TurnReads } from '../ports.ts';

/** How many keys are read in one go. */
const BATCH = 1000;

/** Any number of keys, in the order asked for. */
export async function readBatches(turn: TurnReads, names: readonly string[]): Promise<readonly KeyReading[]> {
  const readings: KeyReading[] = [];
  for (let start = 0; start < names.length; start += BATCH) {
    readings.push(...(await turn.readMany(names.slice(start, start + BATCH))));
  }
  return readings;
}
