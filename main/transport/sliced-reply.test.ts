import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createArrivingLists } from '#shared/contract/arriving-lists.ts';
import { CancelledError } from '#shared/contract/cancelled.ts';
import type { ListSlice } from '#shared/bridge.ts';
import { sendLongLists } from './sliced-reply.ts';

const open = new AbortController().signal;

const list = fc
  .tuple(fc.constantFrom(0, 1, 499, 500, 501, 1001, 4001, 9000), fc.constantFrom<unknown>('name', { key: 'x' }, 1))
  .map(([length, item]) => Array.from({ length }, () => item));
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    list,
    fc.jsonValue({ maxDepth: 1 }),
    fc.dictionary(fc.constantFrom('ls', 'children', '__proto__', 'a'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

describe('a reply with long lists', () => {
  it('is the same when its lists went ahead in slices, each of them short', async () => {
    await fc.assert(
      fc.asyncProperty(value, async (any) => {
        const lists = createArrivingLists();
        const reply = await sendLongLists(
          { ok: true, value: any },
          (slice) => {
            expect(slice.items.length).toBeLessThanOrEqual(typeof slice.items[0] === 'object' ? 500 : 4000);
            lists.take(structuredClone(slice));
          },
          open,
        );
        expect(lists.joined(Object.freeze(structuredClone(reply)))).toEqual({ ok: true, value: any });
      }),
      { numRuns: 200 },
    );
  });

  it('goes as it is when it has none, or is a refusal', async () => {
    const refuse = (): never => {
      throw new Error('nothing is to be sent');
    };
    const reply = { ok: true, value: { ls: ['a'], at: null } } as const;
    expect(await sendLongLists(reply, refuse, open)).toBe(reply);
    const refusal = { ok: false, error: { code: 'INTERNAL', name: 'x', message: 'y' } } as const;
    expect(await sendLongLists(refusal, refuse, open)).toBe(refusal);
  });

  it('is not sent to its end when nobody waits for it any more', async () => {
    const abort = new AbortController();
    const sent: ListSlice[] = [];
    const sending = sendLongLists(
      { ok: true, value: Array.from({ length: 100_000 }, () => 'name') },
      (slice) => {
        sent.push(slice);
        if (sent.length === 2) abort.abort();
      },
      abort.signal,
    );
    await expect(sending).rejects.toBeInstanceOf(CancelledError);
    expect(sent).toHaveLength(2);
  });
});
