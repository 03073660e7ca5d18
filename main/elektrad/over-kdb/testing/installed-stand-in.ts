import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleForChild } from '../../../testing/bundle-for-child.ts';

export interface InstalledStandIn {
  /** Of the program, to be given as the kdb command. */
  readonly path: string;
  /** What goes wrong in the runs of a command from now on, for example `hang set`; null: nothing. */
  fault(what: string | null): void;
  /** The dump that holds its keys, under their whole names. */
  stored(): string;
}

/** Puts the stand-in into a folder as a program that can be started like the real command. */
export async function installStandIn(folder: string): Promise<InstalledStandIn> {
  const bundle = await bundleForChild(fileURLToPath(new URL('children/kdb-stand-in-process.ts', import.meta.url)));
  const state = join(folder, 'state');
  const fault = `${state}.fault`;
  const path = join(folder, 'bin', 'kdb');
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\nKDB_STAND_IN_STATE='${state}' exec '${process.execPath}' '${bundle}' "$@"\n`);
  chmodSync(path, 0o755);
  return {
    path,
    fault(what) {
      if (what === null) rmSync(fault, { force: true });
      else writeFileSync(fault, what);
    },
    stored: () => (existsSync(state) ? readFileSync(state, 'utf8') : ''),
  };
}
