import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { isMet, type Line } from './bench.ts';

export interface BenchResult {
  readonly name: string;
  readonly lines: readonly Line[];
}

const HEADS = ['bench', 'what', 'ours', 'limit', 'ratio', 'goal', ''];

/** The results as one table, numbers to the right. */
export function tableOf(results: readonly BenchResult[]): string {
  const rows = [
    HEADS,
    ...results.flatMap(({ name, lines }) =>
      lines.map((line) => [
        name,
        line.what,
        figure(line.ours),
        figure(line.limit),
        line.ratio.toFixed(2),
        'atLeast' in line.goal ? `≥ ${line.goal.atLeast}` : `≤ ${line.goal.atMost}`,
        isMet(line) ? 'met' : 'missed',
      ]),
    ),
  ];
  const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const cell = (text: string, column: number) => {
    const width = widths[column] ?? 0;
    return column < 2 || column > 4 ? text.padEnd(width) : text.padStart(width);
  };
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
}

/** Writes what `tableOf` shows as JSON. @returns the file */
export async function writeResults(results: readonly BenchResult[]): Promise<string> {
  const file = join('test-results', 'bench.json');
  await mkdir('test-results', { recursive: true });
  const benches = results.map(({ name, lines }) => ({
    name,
    lines: lines.map((line) => ({ ...line, met: isMet(line) })),
  }));
  const machine = { node: process.version, platform: process.platform, cores: availableParallelism() };
  await writeFile(file, `${JSON.stringify({ at: new Date().toISOString(), machine, benches }, null, 2)}\n`);
  return file;
}

function figure(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}
