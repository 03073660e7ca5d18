import { spawn, type ChildProcess } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import type { KdbRun } from '../../over-kdb/ports.ts';

export interface ProcessLimits {
  readonly milliseconds: number;
  /** Of standard output and standard error each. */
  readonly bytes: number;
}

/**
 * Runs a program with its arguments as they are, without a shell, in this process's folder and environment (without what is ours there), and without any input. Beyond its
 * limits, and when `signal` is aborted, it is killed with all processes it has started. Never rejects.
 */
export async function runLimited(
  program: string,
  args: readonly string[],
  limits: ProcessLimits,
  signal?: AbortSignal,
): Promise<KdbRun> {
  let child: ChildProcess;
  try {
    // A group of its own: it can be killed as a whole, and Ctrl+C on a terminal does not end it in the middle of a write.
    child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: environment() });
  } catch (error) {
    return notStarted(program, error);
  }
  return new Promise((resolve) => {
    let failure: string | null = null;
    const stop = (reason: string) => {
      failure ??= reason;
      killGroup(child);
      child.stdout?.destroy();
      child.stderr?.destroy();
    };
    const timer = setTimeout(
      () => stop(`it did not end within ${limits.milliseconds / 1000} s and was stopped`),
      limits.milliseconds,
    );
    const onAbort = () => stop('nobody wanted its answer any more');
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort);
    const tooMuch = () => stop(`it printed more than ${limits.bytes} bytes and was stopped`);
    const stdout = collect(child.stdout, limits.bytes, tooMuch);
    const stderr = collect(child.stderr, limits.bytes, tooMuch);
    const end = (run: KdbRun) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(run);
    };
    child.on('error', (error) => end(notStarted(program, error)));
    child.on('close', (code, killedBy) => {
      if (killedBy !== null) failure ??= `it was ended by ${killedBy}`;
      // Elektra's own settings may ask for colours.
      const said = stripVTControlCharacters(stderr());
      end({ code: failure === null ? code : null, stdout: stdout(), stderr: said, failure });
    });
  });
}

/** Our own options are in the environment too, the key of the secrets among them. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ELEKTRA_WEB_')));
}

/** What the stream has brought, so far as it fits. */
function collect(stream: ChildProcess['stdout'], limit: number, onTooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) onTooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // It has ended by itself meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function notStarted(program: string, error: unknown): KdbRun {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const failure = `${program} could not be started: ${REASONS[code] ?? code}`;
  return { code: null, stdout: '', stderr: '', failure };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program',
  EACCES: 'it is no program that this user may start',
  E2BIG: 'the name is longer than a command line can be',
};
