import { parseArgs } from 'node:util';
import { catchUp } from './catch-up.ts';
import { desktop } from './desktop.ts';
import { elektrad } from './elektrad.ts';
import { fanOut } from './fan-out.ts';
import { forwardRead } from './forward-read.ts';
import { forwardWrite } from './forward-write.ts';
import { registry } from './registry.ts';
import type { Bench } from './harness/bench.ts';
import { tableOf, writeResults, type BenchResult } from './harness/report.ts';
import { runAsLimit } from './limits/start-limit.ts';

const BENCHES: readonly Bench[] = [elektrad, forwardRead, forwardWrite, fanOut, catchUp, registry, desktop];

async function runBenches(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !BENCHES.some((bench) => bench.name === name));
  if (unknown !== undefined) {
    const known = BENCHES.map(({ name }) => name).join(', ');
    throw new Error(`There is no bench "${unknown}". There are: ${known}.`);
  }
  const results: BenchResult[] = [];
  for (const bench of BENCHES) {
    if (names.length > 0 && !names.includes(bench.name)) continue;
    console.error(`${bench.name} …`);
    results.push({ name: bench.name, lines: await bench.run() });
  }
  console.log(tableOf(results));
  console.error(`Written to ${await writeResults(results)}.`);
}

if (!(await runAsLimit())) {
  try {
    await runBenches(parseArgs({ allowPositionals: true }).positionals);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
