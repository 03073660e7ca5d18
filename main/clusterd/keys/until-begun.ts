/**
 * Runs an act whose requests its caller may break off only until it calls `begin`, just before its first write: broken off in the middle it would
 * leave a half, and what undoes the half would be broken off as well. From then on an act on few keys goes to its end, and one that writes many looks
 * itself whether it is still wanted, and puts back what it wrote (see act-wholly.ts). A caller who cancels and one who is gone are the same here.
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
