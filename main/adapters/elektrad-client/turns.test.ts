import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { UNWATCHED } from './testing/client-under-test.ts';
import { createGate } from './testing/gate.ts';
import { createTurns } from './turns.ts';

const nothing = async (): Promise<void> => undefined;

describe('turns', () => {
  it('never overlap, and keep the order in which 64 clients came, whatever some of them do', async () => {
    const behaviour = fc.record({
      steps: fc.integer({ min: 0, max: 5 }),
      fails: fc.boolean(),
      aborts: fc.constantFrom('never', 'while waiting', 'while running'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(behaviour, { minLength: 64, maxLength: 64 }), async (clients) => {
        const turns = createTurns(64);
        const began: number[] = [];
        let running = 0;
        const outcomes = await Promise.allSettled(
          clients.map(({ steps, fails, aborts }, at) => {
            const controller = new AbortController();
            const turn = turns.run(async () => {
              running += 1;
              expect(running).toBe(1);
              began.push(at);
              if (aborts === 'while running') controller.abort();
              for (let step = 0; step < steps; step += 1) await nothing();
              running -= 1;
              if (fails) throw new Error(`client ${at}`);
              return at;
            }, controller.signal);
            // The first one runs at once.
            if (aborts === 'while waiting' && at > 0) controller.abort();
            return turn;
          }),
        );
        await turns.run(nothing, UNWATCHED);
        const waitedFor = clients.flatMap(({ aborts }, at) => (aborts === 'while waiting' && at > 0 ? [] : [at]));
        expect(began).toEqual(waitedFor);
        outcomes.forEach((outcome, at) => {
          const { fails, aborts } = clients[at]!;
          const isCancelled = aborts === 'while running' || (aborts === 'while waiting' && at > 0);
          if (isCancelled) expect(outcome).toMatchObject({ reason: { name: 'CancelledError' } });
          else if (fails) expect(outcome).toMatchObject({ reason: { message: `client ${at}` } });
          else expect(outcome).toEqual({ status: 'fulfilled', value: at });
        });
      }),
      { numRuns: 50 },
    );
  });

  it('frees a cancelled caller at once, and lets the next in when the work has ended', async () => {
    const turns = createTurns(10);
    const gate = createGate();
    const controller = new AbortController();
    let seen: AbortSignal | null = null;
    const cancelled = turns.run(async (signal) => {
      seen = signal;
      await gate.pass();
    }, controller.signal);
    await gate.reached;
    const order: string[] = [];
    const next = turns.run(async () => order.push('next'), UNWATCHED);
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'CancelledError' });
    expect(seen).toMatchObject({ aborted: true });
    order.push('the caller is free');
    gate.open();
    await next;
    expect(order).toEqual(['the caller is free', 'next']);
  });

  it('does not begin when it was cancelled before', async () => {
    let isBegun = false;
    const aborted = AbortSignal.abort();
    const run = createTurns(1).run(async () => {
      isBegun = true;
    }, aborted);
    await expect(run).rejects.toMatchObject({ name: 'CancelledError' });
    expect(isBegun).toBe(false);
  });

  it('goes on after work that throws instead of rejecting', async () => {
    const turns = createTurns(1);
    const broken = turns.run(() => {
      throw new Error('at once');
    }, UNWATCHED);
    await expect(broken).rejects.toThrow('at once');
    expect(await turns.run(async () => 'next', UNWATCHED)).toBe('next');
  });

  it('refuses clearly when too many wait', async () => {
    const turns = createTurns(2);
    const gate = createGate();
    const held = [
      turns.run(() => gate.pass(), UNWATCHED),
      turns.run(nothing, UNWATCHED),
      turns.run(nothing, UNWATCHED),
    ];
    const refused = turns.run(nothing, UNWATCHED);
    await expect(refused).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      message: expect.stringContaining('2 changes wait'),
    });
    gate.open();
    await Promise.all(held);
    await turns.run(nothing, UNWATCHED);
  });

  it('refuse everything after a stop, and break off what runs, with the reason', async () => {
    const turns = createTurns(2);
    const gate = createGate();
    const running = turns.run(() => gate.pass(), UNWATCHED);
    await gate.reached;
    const waiting = turns.run(nothing, UNWATCHED);
    const reason = new ElektraError('INSTANCE_UNREACHABLE', 'removed', { data: { host: 'h', reason: 'removed' } });
    turns.stop(reason);
    await expect(running).rejects.toBe(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(turns.run(nothing, UNWATCHED)).rejects.toBe(reason);
    gate.open();
  });

  it('hold a place behind all others for what must come last, full or not', async () => {
    const turns = createTurns(1);
    const gate = createGate();
    const order: string[] = [];
    const runs = [turns.run(() => gate.pass(), UNWATCHED), turns.run(async () => order.push('waiting'), UNWATCHED)];
    const last = turns.afterAll(async () => {
      order.push('last');
    });
    gate.open();
    await Promise.all([...runs, last]);
    expect(order).toEqual(['waiting', 'last']);
  });
});
