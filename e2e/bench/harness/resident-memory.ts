import { readFile } from 'node:fs/promises';

/** The most memory that a process has had in use so far, in MB; NaN where the system does not tell. */
export function mostMemory(pid: number): Promise<number> {
  return megabytes(pid, /^VmHWM:\s+(\d+) kB$/m);
}

/** The memory that a process has in use now, in MB; NaN where the system does not tell. */
export function memory(pid: number): Promise<number> {
  return megabytes(pid, /^VmRSS:\s+(\d+) kB$/m);
}

async function megabytes(pid: number, line: RegExp): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(line.exec(status)?.[1] ?? Number.NaN) / 1024;
}
