import { inspect } from 'node:util';
import type { Details, Event } from 'electron';
import type { Log } from './log.ts';

interface Failing {
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown;
}

interface Watched {
  on(event: 'child-process-gone', listener: (event: Event, details: Details) => void): unknown;
}

interface Output {
  on(event: 'error', listener: () => void): unknown;
}

export interface FaultOptions {
  readonly process: Failing;
  readonly app: Watched;
  readonly log: Log;
  /** Whether to start anew. */
  readonly ask: () => Promise<boolean>;
  readonly restart: () => void;
}

/**
 * Defects of the main process are written down and shown, one at a time. It goes on if the person wants it to: each answer of clusterd stands for itself,
 * and what was acknowledged is on the disk.
 */
export function watchFaults({ process, app, log, ask, restart }: FaultOptions): void {
  let isShown = false;

  async function show(): Promise<void> {
    if (isShown) return;
    isShown = true;
    try {
      if (await ask()) restart();
    } catch (error) {
      log.error({ err: error }, 'a fault could not be shown');
    } finally {
      isShown = false;
    }
  }

  function hear(kind: string, error: unknown): void {
    log.error({ err: error, kind }, 'a fault in the main process');
    void show();
  }

  process.on('uncaughtException', (error) => hear('exception', error));
  process.on('unhandledRejection', (error) => hear('rejection', error));
  app.on('child-process-gone', (_event, { type, reason, exitCode, name, serviceName }) => {
    if (reason !== 'clean-exit') log.error({ type, reason, exitCode, name, serviceName }, 'a process of ours is gone');
  });
}

/** Whoever reads our output may go at any moment, which is no fault of ours. */
export function ignoreLostOutput({ stdout, stderr }: Readonly<Record<'stdout' | 'stderr', Output>>): void {
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
}

/** Ends as Node does where there is no window: Electron would show a dialog, and go on. */
export function failAtOnce(
  process: Failing & { readonly stderr: { write(text: string): unknown } },
  exit: (code: number) => void,
): void {
  const end = (error: unknown): void => {
    process.stderr.write(`${inspect(error)}\n`);
    exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}
