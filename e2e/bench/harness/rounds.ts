/** What one round of something has measured, by the name of the figure. */
export type Figures = Readonly<Record<string, number>>;

export interface Rounds<F extends Figures> {
  readonly ours: F;
  readonly limit: F;
}

/** Of an odd number of rounds there is one in the middle. */
const ROUNDS = 7;

/**
 * Runs ours and the limit in turns, after one round of each that warms up and is not counted. Who begins changes from round to round, so that what the
 * machine does besides falls on both. @returns the median of each figure
 */
export async function alternate<F extends Figures>(
  ours: () => Promise<F>,
  limit: () => Promise<F>,
): Promise<Rounds<F>> {
  await ours();
  await limit();
  const measured: { readonly ours: F[]; readonly limit: F[] } = { ours: [], limit: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = round % 2 === 0 ? (['ours', 'limit'] as const) : (['limit', 'ours'] as const);
    for (const side of order) measured[side].push(await (side === 'ours' ? ours() : limit()));
  }
  return { ours: medians(measured.ours), limit: medians(measured.limit) };
}

function medians<F extends Figures>(rounds: readonly F[]): F {
  const names = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((round) => round[name] ?? Number.NaN))])) as F;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
