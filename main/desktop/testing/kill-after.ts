import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { bundleForChild } from '../../testing/bundle-for-child.ts';

/** Runs a child and kills it so many turns of this process after its line with this number. @returns what it has said until then */
export async function killAfter(
  program: string,
  args: readonly string[],
  { lines, turns }: { readonly lines: number; readonly turns: number },
): Promise<readonly string[]> {
  const child = spawn(process.execPath, [await bundleForChild(program), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    if (said.push(line) !== lines) continue;
    for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
    child.kill('SIGKILL');
  }
  await ended;
  return said;
}
