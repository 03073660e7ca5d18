import type { Log } from './log.ts';

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Signal = keyof typeof EXIT_CODES;

interface Signalled {
  once(signal: Signal, listener: (signal: Signal) => void): unknown;
}

interface Quitting {
  quitNow(): void;
  exit(code: number): void;
}

/**
 * A signal quits without a question, a second one ends the process at once. Called when Electron is ready: before that it puts handlers of its own in the
 * place of ours, which quit too.
 */
export function quitOnSignals(process: Signalled, { quitNow, exit }: Quitting, log: Log): void {
  let isAsked = false;
  const hear = (signal: Signal): void => {
    if (isAsked) return exit(EXIT_CODES[signal]);
    isAsked = true;
    log.info({ signal }, 'closing');
    process.once(signal, hear);
    quitNow();
  };
  for (const signal of Object.keys(EXIT_CODES) as Signal[]) process.once(signal, hear);
}
