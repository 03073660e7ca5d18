import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { bundleForChild } from './bundle-for-child.ts';

interface Series {
  /** Path of a module that ends itself at the step that is its last argument: see `killAtStep`. */
  readonly program: string;
  /** Prepares a run. @returns its arguments */
  readonly before: (step: number) => Promise<readonly string[]>;
  /** Looks at what a killed run has left, or at last one that came to its end. */
  readonly after: (step: number, isWhole: boolean) => Promise<void>;
}

/** Runs a program again and again, killed one step later each time, until it comes to its end. @returns how many steps it has */
export async function killedAtEachStep({ program, before, after }: Series): Promise<number> {
  const path = await bundleForChild(program);
  for (let step = 1; ; step += 1) {
    const args = await before(step);
    const child = spawn(process.execPath, [path, ...args, `${step}`], { stdio: ['ignore', 'ignore', 'inherit'] });
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    if (signal !== 'SIGKILL' && code !== 0) throw new Error(`Step ${step}: it ended with ${signal ?? code}.`);
    await after(step, code === 0);
    if (code === 0) return step - 1;
  }
}
