import { StartRefused } from '#shared/errors/start-refused.ts';

/**
 * A step of starting that fails with a sentence for a person, because of what it found on this machine. An error of another kind (a TypeError, say) is a
 * bug and stays one. @throws StartRefused
 */
export async function orRefuse<T>(step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (cause) {
    if (cause instanceof Error && cause.constructor === Error) throw new StartRefused(cause.message, { cause });
    throw cause;
  }
}
