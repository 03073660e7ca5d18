/** One compared figure: a line of the table. */
export interface Line {
  /** For example `c=16, requests/s`. */
  readonly what: string;
  readonly ours: number;
  readonly limit: number;
  /** Of ours to the limit, the median over the rounds. */
  readonly ratio: number;
  /** What the ratio has to reach, or must not pass. */
  readonly goal: { readonly atLeast: number } | { readonly atMost: number };
}

export interface BenchOptions {
  /** Looks longer where time is what shows it. */
  readonly long: boolean;
}

export interface Bench {
  readonly name: string;
  run(options: BenchOptions): Promise<readonly Line[]>;
}

export function isMet({ ratio, goal }: Line): boolean {
  return 'atLeast' in goal ? ratio >= goal.atLeast : ratio <= goal.atMost;
}

/** A figure that may be as large as `limit`, and no larger. */
export function bounded(what: string, ours: number, limit: number): Line {
  return { what, ours, limit, ratio: ours / limit, goal: { atMost: 1 } };
}
