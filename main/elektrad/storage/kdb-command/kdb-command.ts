import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { ExportRun, KdbCommand, KdbRun } from '../../over-kdb/ports.ts';
import { storageFailed } from '../storage-failed.ts';
import { openExchangeFolder, type ExchangeFolder } from './exchange-folder.ts';
import { runLimited, type ProcessLimits } from './limited-process.ts';

export interface KdbCommandOptions {
  /** The command: a path, or a name that is looked up in PATH. */
  readonly path: string;
  /** A directory held by this process, for files that are exchanged with the command. */
  readonly directory: string;
  readonly limits?: Partial<KdbLimits>;
}

interface KdbLimits extends ProcessLimits {
  /** The largest export that is read, in bytes. */
  readonly dumpBytes: number;
}

const MEBIBYTE = 1_048_576;
/** A write makes a whole storage file anew, which takes seconds where it is large. */
const LIMITS: KdbLimits = { milliseconds: 60_000, bytes: 64 * MEBIBYTE, dumpBytes: 256 * MEBIBYTE };

export interface OpenKdbCommand {
  readonly kdb: KdbCommand;
  /** Of Elektra, for example 0.11.0. */
  readonly version: string;
}

/** @throws StartRefused when the command is not there, or is not Elektra's. */
export async function openKdbCommand({ path, directory, limits }: KdbCommandOptions): Promise<OpenKdbCommand> {
  const all = { ...LIMITS, ...limits };
  const run = await runLimited(path, ['--version'], all);
  const version = /^KDB_VERSION: (\d+\.\d+\.\d+)/m.exec(run.stdout)?.[1];
  if (run.failure !== null) throw notUsable(`The kdb command cannot be used: ${run.failure}.`);
  if (run.code !== 0 || version === undefined) throw notUsable(`${path} is not the kdb command of Elektra.`);
  const folder = await openExchangeFolder(join(directory, 'exchange'));
  return { kdb: createKdbCommand(path, all, folder), version };
}

function notUsable(problem: string): StartRefused {
  return new StartRefused(
    `${problem} Install Elektra with its tools (https://www.libelektra.org/installation), or say where its command is: --kdb /path/to/kdb`,
  );
}

function createKdbCommand(path: string, limits: KdbLimits, folder: ExchangeFolder): KdbCommand {
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  function inOrder<T>(work: () => Promise<T>): Promise<T> {
    if (isClosed) throw new Error('The kdb command is closed.');
    const turn = last.then(work);
    last = Promise.allSettled([turn]);
    return turn;
  }

  return {
    run: (args, signal) => inOrder(() => runLimited(path, args, limits, signal)),
    exportDump: (parent, signal) =>
      inOrder(() =>
        folder.withFile(async (file) => {
          const run = await runLimited(path, ['export', parent, 'dump', file], limits, signal);
          return withDump(run, file, limits.dumpBytes);
        }),
      ),
    importDump: (parent, dump, strategy) =>
      inOrder(() =>
        folder.withFile(async (file) => {
          await writeWhole(file, dump);
          return runLimited(path, ['import', '-s', strategy, parent, 'dump', file], limits);
        }),
      ),
    async close() {
      isClosed = true;
      await last;
      await folder.remove();
    },
  };
}

async function withDump(run: KdbRun, file: string, limit: number): Promise<ExportRun> {
  const nothing = new Uint8Array();
  if (run.failure !== null) return { ...run, dump: nothing };
  try {
    const { size } = await stat(file);
    if (size <= limit) return { ...run, dump: await readFile(file) };
    const failure = `the keys take ${size} bytes, and at most ${limit} are read at once; ask for a smaller part`;
    return { ...run, code: null, failure, dump: nothing };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    // The command says on standard error why it wrote nothing.
    return { ...run, dump: nothing };
  }
}

/** Half a dump would be imported as if it were whole. @throws ElektraError STORAGE_FAILED */
async function writeWhole(path: string, dump: Uint8Array): Promise<void> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(dump);
    } finally {
      await file.close();
    }
  } catch (failure) {
    throw storageFailed(failure, path);
  }
}
