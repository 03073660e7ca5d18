import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KdbCommand, KdbRun } from '../ports.ts';
import { runStandIn, type StandInRun } from './kdb-stand-in.ts';
import type { StandInState } from './stand-in-keys.ts';

export interface StandInCommand extends KdbCommand {
  readonly state: StandInState;
  /** The runs so far, without the files of exports and imports. */
  readonly runs: (readonly string[])[];
  /** What happens in place of the next run whose arguments begin so; `undefined` lets it run after all. */
  instead: { readonly args: readonly string[]; readonly does: () => KdbRun | undefined } | null;
}

/** The stand-in as the port, in this process. */
export function createStandInCommand(): StandInCommand {
  const folder = mkdtempSync(join(tmpdir(), 'kdb-stand-in-'));
  const file = join(folder, 'dump');
  const state: StandInState = { keys: new Map(), mounts: [] };
  const runs: (readonly string[])[] = [];

  function run(args: readonly string[]): KdbRun {
    const shown = args.filter((argument) => argument !== file);
    runs.push(shown);
    const { instead } = command;
    if (instead?.args.every((argument, at) => shown[at] === argument) === true) {
      command.instead = null;
      const other = instead.does();
      if (other !== undefined) return other;
    }
    return ended(runStandIn(state, args));
  }

  const command: StandInCommand = {
    state,
    runs,
    instead: null,
    run: async (args) => run(args),
    async exportDump(parent) {
      writeFileSync(file, '');
      return { ...run(['export', parent, 'dump', file]), dump: readFileSync(file) };
    },
    async importDump(parent, dump, strategy) {
      writeFileSync(file, dump);
      return run(['import', '-s', strategy, parent, 'dump', file]);
    },
    close: async () => rmSync(folder, { recursive: true }),
  };
  return command;
}

export function ended(run: StandInRun): KdbRun {
  return { ...run, failure: null };
}

export function killed(reason: string): KdbRun {
  return { code: null, stdout: '', stderr: '', failure: reason };
}
