import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../clusterd/testing/fake-clock.ts';
import { createCurrentFleet } from './current-fleet.ts';
import { PERSON } from './testing/test-application.ts';
import type { WindowTarget } from './window-transport.ts';

const FLEET: WindowTarget = {
  dispatcher: { dispatch: async (operation) => ({ ok: true, value: operation }) },
  events: { read: () => ({ next: () => null, position: () => null, close: () => undefined }) },
};

function setUp() {
  const clock = createFakeClock();
  const current = createCurrentFleet(clock);
  const abort = new AbortController();
  const ask = (operation: string) =>
    current.dispatcher.dispatch(operation, {}, { caller: PERSON, requestId: '1', signal: abort.signal });
  return { clock, current, abort, ask };
}

describe('while one fleet is closed and the next not open yet', () => {
  it('a question waits for it, and a command is refused', async () => {
    const { current, ask, clock } = setUp();
    const question = ask('instances.list');
    await expect(ask('instances.remove')).rejects.toMatchObject({ name: 'ConnectionLostError' });
    current.show(FLEET);
    expect(await question).toEqual({ ok: true, value: 'instances.list' });
    expect(clock.waiting).toBe(0);
  });

  it('a question ends when nobody wants the answer, and when it lasts too long', async () => {
    const { ask, abort, clock } = setUp();
    const late = ask('instances.list');
    clock.advance(10_000);
    await expect(late).rejects.toMatchObject({ name: 'ConnectionLostError' });
    const unwanted = ask('instances.list');
    abort.abort();
    await expect(unwanted).rejects.toMatchObject({ name: 'CancelledError' });
    expect(clock.waiting).toBe(0);
  });
});
