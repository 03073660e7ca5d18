import { isCancelled } from '#shared/contract/cancelled.ts';

const INTERRUPTED = 130;
const TERMINATED = 143;

/**
 * Runs an act that Ctrl+C and SIGTERM cancel; the second one ends the process at once.
 * @returns the exit code: that of the act, or what a shell shows for the signal when the act was cancelled by it.
 */
export async function untilInterrupted(act: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const abort = new AbortController();
  let code: number | null = null;
  const interrupt = (signal: NodeJS.Signals) => {
    code = signal === 'SIGTERM' ? TERMINATED : INTERRUPTED;
    abort.abort();
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await act(abort.signal);
  } catch (error) {
    if (code === null || !isCancelled(error)) throw error;
    process.stderr.write('elektra-web: cancelled.\n');
    return code;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
