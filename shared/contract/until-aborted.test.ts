import { describe, expect, it } from 'vitest';
import { CancelledError, isCancelled, throwIfAborted } from './cancelled.ts';
import { untilAborted } from './until-aborted.ts';

const never = new Promise<never>(() => undefined);

describe('waiting until aborted', () => {
  it('is the answer when that comes first', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve(1), signal)).toBe(1);
    expect(await untilAborted(Promise.resolve(1), undefined)).toBe(1);
    await expect(untilAborted(Promise.reject(new RangeError('no')), signal)).rejects.toThrow('no');
  });

  it('ends with CancelledError when the signal comes first, or came before', async () => {
    const abort = new AbortController();
    const waiting = untilAborted(never, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toBeInstanceOf(CancelledError);
    await expect(untilAborted(never, abort.signal)).rejects.toBeInstanceOf(CancelledError);
  });

  it('leaves no listener behind', async () => {
    let listeners = 0;
    const signal = {
      aborted: false,
      addEventListener: () => void (listeners += 1),
      removeEventListener: () => void (listeners -= 1),
    };
    await untilAborted(Promise.resolve(1), signal as never);
    await untilAborted(Promise.reject(new Error('no')), signal as never).catch(() => undefined);
    expect(listeners).toBe(0);
  });
});

describe('a cancellation', () => {
  it('is ours or the platform’s, and nothing else', () => {
    expect(isCancelled(new CancelledError())).toBe(true);
    expect(isCancelled(AbortSignal.abort().reason)).toBe(true);
    expect(isCancelled(new Error('CancelledError'))).toBe(false);
    expect(isCancelled('CancelledError')).toBe(false);
  });

  it('is thrown for an aborted signal only', () => {
    expect(() => throwIfAborted(new AbortController().signal)).not.toThrow();
    expect(() => throwIfAborted(AbortSignal.abort())).toThrow(CancelledError);
  });
});
