import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createArrivingLists } from '#shared/contract/arriving-lists.ts';
import { CancelledError } from '#shared/contract/cancelled.ts';
import type { ListSlice } from '#shared/bridge.ts';
import { sendLongLists } from './sliced-reply.ts';

const open = new AbortController().signal;

const list = fc
  .tuple(
    fc.constantFrom(0, 1, 300, 501, 1001, 4001, 9000),
    fc.constantFrom<unknown>('name', { key: 'x', meta: { a: 'b' }, ls: ['c', 'd'] }, ['e'], 1),
  )
  .map(([length, item]) => Array.from({ length }, () => item));
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    list,
    fc.jsonValue({ maxDepth: 1 }),
    fc.dictionary(fc.constantFrom('ls', 'children', '__proto__', 'a'), tie('value'), { maxKeys: 3 }),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
})).value;

/** Texts, numbers, lists and objects. */
function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, part) => sum + valuesIn(part), 1);
}

describe('a reply with long lists', () => {
  it('is the same when its lists went ahead in slices, each of them short', async () => {
    await fc.assert(
      fc.asyncProperty(value, async (any) => {
        const lists = createArrivingLists();
        const reply = await sendLongLists(
          { ok: true, value: any },
          (slice) => {
            expect(slice.items.length === 1 || valuesIn(slice.items) <= 4001).toBe(true);
            lists.take(structuredClone(slice));
          },
          open,
        );
        expect(lists.joined(Object.freeze(structuredClone(reply)))).toEqual({ ok: true, value: any });
      }),
      { numRuns: 60 },
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

  it('never carries a long list in an item of another one, nor in what remains', async () => {
    const changes = Array.from({ length: 20_000 }, (_each, at) => ({
      key: `k${at}`,
      before: null,
      after: { value: 'x' },
    }));
    const sent: ListSlice[] = [];
    const whole = {
      ok: true,
      value: {
        groups: [
          { instances: ['a'], changes },
          { instances: ['b'], changes: [] },
        ],
      },
    } as const;
    const reply = await sendLongLists(whole, (slice) => sent.push(slice), open);
    expect(reply).toEqual({ ok: true, value: { groups: [] } });
    expect(sent[0]).toMatchObject({
      path: ['groups'],
      items: [{ instances: ['a'], changes: [] }, { instances: ['b'] }],
    });
    expect(Math.max(...sent.map(valuesIn))).toBeLessThan(4100);
    const lists = createArrivingLists();
    sent.forEach(lists.take);
    expect(lists.joined(reply)).toEqual(whole);
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
