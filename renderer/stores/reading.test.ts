import { describe, expect, it } from 'vitest';
import { CancelledError } from '#shared/contract/cancelled.ts';
import { createReading } from './reading.ts';

/** Ends with what it is told, or cancelled as soon as its signal is. */
function slow() {
  const answers: ((found: string) => void)[] = [];
  const find = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      answers.push(resolve);
      signal.addEventListener('abort', () => reject(new CancelledError()));
    });
  return { find, answer: (at: number, found: string) => answers[at]?.(found) };
}

describe('a reading', () => {
  it('is ready with what was found', async () => {
    const { state, read } = createReading();
    const taken: string[] = [];
    const done = read(
      () => Promise.resolve('a'),
      (found) => taken.push(found),
    );
    expect(state.value).toEqual({ phase: 'loading' });
    await done;
    expect(taken).toEqual(['a']);
    expect(state.value).toEqual({ phase: 'ready' });
  });

  it('says why it failed', async () => {
    const { state, read } = createReading();
    const error = new Error('away');
    await read(
      () => Promise.reject(error),
      () => expect.unreachable(),
    );
    expect(state.value).toEqual({ phase: 'failed', error });
  });

  it('can be cancelled', async () => {
    const { state, read, cancel } = createReading();
    const { find } = slow();
    const done = read(find, () => expect.unreachable());
    cancel();
    await done;
    expect(state.value).toEqual({ phase: 'cancelled' });
  });

  it('gives way to a later one, whether its own end is heard of or not', async () => {
    const { state, read } = createReading();
    const { find, answer } = slow();
    const deaf = slow();
    const taken: string[] = [];
    const take = (found: string) => void taken.push(found);
    const first = read(() => deaf.find(new AbortController().signal), take);
    const second = read(find, take);
    const third = read(find, take);
    await second;
    deaf.answer(0, 'old');
    await first;
    expect(state.value).toEqual({ phase: 'loading' });
    answer(1, 'new');
    await third;
    expect(taken).toEqual(['new']);
    expect(state.value).toEqual({ phase: 'ready' });
  });
});
