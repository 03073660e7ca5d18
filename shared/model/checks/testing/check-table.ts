import { expect, it } from 'vitest';
import type { Metadata } from '../../key.ts';
import { compilePattern } from '../../pattern.ts';
import { checkKey } from '../check-key.ts';

export const NAME = 'user:/app/key';

/** `source`: where in libelektra's `src/plugins` a row comes from; `design`: our own decision; `host`: accepted because only the host can say. */
export interface CheckRow {
  readonly meta: Metadata;
  readonly accepted: readonly string[];
  readonly rejected: readonly string[];
  readonly source: string;
}

export function accepts(value: string, meta: Metadata): boolean {
  return checkKey({ name: NAME, value, meta }, compilePattern).ok;
}

/** Null when it is accepted. */
export function reasonAgainst(value: string, meta: Metadata): string | null {
  const checked = checkKey({ name: NAME, value, meta }, compilePattern);
  return checked.ok ? null : `${checked.rejection.kind}: ${checked.rejection.reason}`;
}

/** One test per row. */
export function testTable(rows: readonly CheckRow[]): void {
  it.each(rows)('$meta: $source', ({ meta, accepted, rejected }) => {
    expect(accepted.filter((value) => !accepts(value, meta))).toEqual([]);
    expect(rejected.filter((value) => accepts(value, meta))).toEqual([]);
  });
}
