/** One compared figure: a line of the table. */
export interface Line {
  /** For example `c=16, requests/s`. */
  readonly what: string;
  readonly ours: number;
  readonly limit: number;
  /** What the ratio of ours to the limit has to reach, or must not pass. */
  readonly goal: { readonly atLeast: number } | { readonly atMost: number };
}

export interface Bench {
  readonly name: string;
  run(): Promise<readonly Line[]>;
}

export function ratioOf({ ours, limit }: Line): number {
  return ours / limit;
}

export function isMet(line: Line): boolean {
  const { goal } = line;
  return 'atLeast' in goal ? ratioOf(line) >= goal.atLeast : ratioOf(line) <= goal.atMost;
}
