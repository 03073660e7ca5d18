import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalElektradState } from '#shared/desktop/state.ts';
import { createClosers } from '../closers.ts';
import type { LocalElektrad } from '../clusterd/instances/local.ts';
import type { Log } from '../clusterd/ports.ts';
import type { ElektradServerOptions } from '../elektrad-server.ts';
import type { FoundOrStarted } from '../find-or-start-elektrad.ts';
import { writeFileAtomically } from '../platform/atomic-file.ts';

/** The elektrad of this machine, which the application finds or runs. */
export interface LocalElektradRun {
  state(): LocalElektradState;
  /** What clusterd registers; null: there is none yet. */
  local(): LocalElektrad | null;
  close(): Promise<void>;
}

export interface LocalElektradOptions {
  /** `port`: where it is looked for, and started, the first time; every time when somebody has named it (`isPortGiven`), unless that is 0, a free one. */
  readonly server: ElektradServerOptions & { readonly isPortGiven: boolean };
  readonly log: Log;
  readonly onChange: () => void;
}

/**
 * Begins at once and is waited for by nobody. Ours keeps the port that it got; when another program has taken that one, it gets a free one, which it keeps
 * from then on. A port that somebody has named is taken or nothing is: who names one relies on it. What goes wrong is in the state.
 */
export function beginLocalElektrad({ server, log, onChange }: LocalElektradOptions): LocalElektradRun {
  const closers = createClosers();
  const portFile = join(server.directory, 'port');
  let state: LocalElektradState = { url: null, found: false, problem: null };
  let local: LocalElektrad | null = null;
  let isClosed = false;

  async function tryAt(port: number): Promise<FoundOrStarted> {
    const own = createClosers();
    try {
      const { findOrStartElektrad } = await import('../find-or-start-elektrad.ts');
      const result = await findOrStartElektrad({ ...server, port }, log, own);
      closers.add(() => own.close());
      return result;
    } catch (error) {
      await own.close();
      throw error;
    }
  }

  async function run(): Promise<void> {
    const isWish = server.isPortGiven && server.port !== 0;
    const port = isWish ? server.port : await keptPort(portFile, server.port);
    const result = await tryAt(port).catch((error: unknown) => {
      if (isClosed || isWish || port === 0 || !isRefusal(error)) throw error;
      log.warn({ port, reason: error.message }, 'the local elektrad starts on another port');
      return tryAt(0);
    });
    const { started } = result;
    if (started !== null) await keepPort(portFile, new URL(started).port);
    local = result.local;
    state = { url: local.host, found: started === null, problem: null };
  }

  const running = run()
    .catch((error: unknown) => {
      log.error({ err: error }, 'the local elektrad could not be started');
      const message = error instanceof Error ? error.message : String(error);
      state = { url: null, found: false, problem: { code: 'ELEKTRAD_NOT_STARTED', message } };
    })
    .then(() => {
      if (!isClosed) onChange();
    });
  return {
    state: () => state,
    local: () => local,
    async close() {
      isClosed = true;
      await running;
      await closers.close();
    },
  };
}

function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.name === 'StartRefused';
}

async function keptPort(file: string, first: number): Promise<number> {
  try {
    const text = (await readFile(file, 'utf8')).trim();
    return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535 ? Number(text) : first;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return first;
    throw error;
  }
}

async function keepPort(file: string, port: string): Promise<void> {
  await writeFileAtomically(file, `${port}\n`);
}
