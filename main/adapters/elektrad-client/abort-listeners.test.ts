import { describe, expect, it, vi } from 'vitest';
import { createAbortListeners } from './abort-listeners.ts';

describe('createAbortListeners', () => {
  it('tells all who wait, and nobody who has stopped waiting', () => {
    const whenAborted = createAbortListeners();
    const controller = new AbortController();
    const [first, second, stopped] = [vi.fn(), vi.fn(), vi.fn()];
    whenAborted(controller.signal, first);
    whenAborted(controller.signal, stopped)();
    whenAborted(controller.signal, second);
    controller.abort();
    expect([first, second, stopped].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0]);
  });

  it('keeps signals apart', () => {
    const whenAborted = createAbortListeners();
    const [one, other] = [new AbortController(), new AbortController()];
    const act = vi.fn();
    whenAborted(one.signal, act);
    other.abort();
    expect(act).not.toHaveBeenCalled();
    one.abort();
    expect(act).toHaveBeenCalledOnce();
  });

  it('adds one listener to a signal, however often it is asked', () => {
    const whenAborted = createAbortListeners();
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    for (let count = 0; count < 100; count += 1) whenAborted(signal, () => undefined)();
    expect(added).toHaveBeenCalledOnce();
  });
});
