/**
 * Runs an act that its caller may cancel only until it calls `begin`, just before its first write: broken off in the middle it would leave a half, and
 * what undoes the half would be broken off as well.
 */
export async function untilBegun<T>(
  signal: AbortSignal,
  act: (signal: AbortSignal, begin: () => void) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const cancel = () => own.abort();
  const begin = () => signal.removeEventListener('abort', cancel);
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    return await act(own.signal, begin);
  } finally {
    begin();
  }
}
