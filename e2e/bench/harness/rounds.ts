/** What one round of something has measured, by the name of the figure. */
export type Figures = Readonly<Record<string, number>>;

/** Medians over the rounds; `ratio` is that of ours to the limit within each round. */
export interface Rounds<F extends Figures> {
  readonly ours: F;
  readonly limit: F;
  readonly ratio: F;
}

/** Many short rounds: what the machine does besides lasts longer than one and so falls on both sides of it. Of an odd number one is in the middle. */
const ROUNDS = 15;

/**
 * Runs ours and the limit in turns; who begins changes from round to round. The first round warms up and is not counted. Of work that takes seconds
 * fewer rounds do.
 */
export async function alternate<F extends Figures>(
  ours: () => Promise<F>,
  limit: () => Promise<F>,
  rounds = ROUNDS,
): Promise<Rounds<F>> {
  const measured: { readonly ours: F[]; readonly limit: F[]; readonly ratio: F[] } = { ours: [], limit: [], ratio: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const [first, second] = round % 2 === 0 ? [await ours(), await limit()] : [await limit(), await ours()];
    const [of, against] = round % 2 === 0 ? [first, second] : [second, first];
    if (round === 0) continue;
    measured.ours.push(of);
    measured.limit.push(against);
    measured.ratio.push(ratioOf(of, against));
  }
  return { ours: medians(measured.ours), limit: medians(measured.limit), ratio: medians(measured.ratio) };
}

function ratioOf<F extends Figures>(ours: F, limit: F): F {
  return Object.fromEntries(
    Object.entries(ours).map(([name, figure]) => [name, figure / (limit[name] ?? Number.NaN)]),
  ) as F;
}

function medians<F extends Figures>(rounds: readonly F[]): F {
  const names = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, middle(rounds.map((round) => round[name] ?? Number.NaN))])) as F;
}

/** The median. */
export function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
