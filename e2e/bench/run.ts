import { parseArgs } from 'node:util';
import { catchUp } from './catch-up.ts';
import { desktop } from './desktop.ts';
import { elektrad } from './elektrad.ts';
import { fanOut } from './fan-out.ts';
import { forwardRead } from './forward-read.ts';
import { forwardWrite } from './forward-write.ts';
import { holds } from './holds.ts';
import { idle } from './idle.ts';
import { registry } from './registry.ts';
import { start } from './start.ts';
import { tree } from './tree.ts';
import type { Bench, BenchOptions } from './harness/bench.ts';
import { tableOf, writeResults, type BenchResult } from './harness/report.ts';
import { runAsLimit } from './limits/start-limit.ts';

const BENCHES: readonly Bench[] = [
  ...[elektrad, forwardRead, forwardWrite, fanOut, catchUp, registry],
  ...[start, idle, tree, desktop, holds],
];

async function runBenches(names: readonly string[], options: BenchOptions): Promise<void> {
  const unknown = names.find((name) => !BENCHES.some((bench) => bench.name === name));
  if (unknown !== undefined) {
    const known = BENCHES.map(({ name }) => name).join(', ');
    throw new Error(`There is no bench "${unknown}". There are: ${known}.`);
  }
  const results: BenchResult[] = [];
  for (const bench of BENCHES) {
    if (names.length > 0 && !names.includes(bench.name)) continue;
    console.error(`${bench.name} …`);
    results.push({ name: bench.name, lines: await bench.run(options) });
  }
  console.log(tableOf(results));
  console.error(`Written to ${await writeResults(results)}.`);
}

if (!(await runAsLimit())) {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { long: { type: 'boolean' } } });
    await runBenches(positionals, { long: values.long === true });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
