import { readFile } from 'node:fs/promises';

/** Linux counts it in these, in milliseconds, on every architecture. */
const TICK_MS = 10;

/** How long all threads of a process have been on a processor so far, in milliseconds; NaN where the system does not tell. */
export async function processorTime(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in front, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
