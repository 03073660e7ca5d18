import type { Log } from '../clusterd/ports.ts';

/** How long closing may take before the process ends all the same. */
const CLOSE_LIMIT_MS = 4500;

/** The SIGINT or SIGTERM that asks this process to close. Called before anything starts: whoever reads a ready line may send one at once. */
export function closingSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

/** Keeps the process running until it is asked to close, then closes; a second signal ends it at once. */
export async function runUntilSignal(
  asked: Promise<NodeJS.Signals>,
  close: () => Promise<void>,
  log: Log,
): Promise<void> {
  const signal = await asked;
  log.info({ signal }, 'closing');
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  setTimeout(() => {
    log.error({ seconds: CLOSE_LIMIT_MS / 1000 }, 'closing took too long; what was acknowledged is stored');
    process.exit(1);
  }, CLOSE_LIMIT_MS).unref();
  await close();
}
