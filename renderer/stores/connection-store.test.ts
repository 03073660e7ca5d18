import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestWorld } from '../testing/test-world.ts';
import { useConnectionStore } from './connection-store.ts';
import { useSessionStore } from './session-store.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a lost connection', () => {
  async function lost() {
    const test = createTestWorld();
    const connection = test.run(useConnectionStore);
    test.transport.away = true;
    await test.run(useSessionStore).load();
    await flushPromises();
    return { ...test, connection };
  }

  it('is tried again with growing pauses, and no longer when somebody answers', async () => {
    const { connection, transport } = await lost();
    expect(connection.lost).toBe(true);
    const tries: number[] = [];
    let waited = 0;
    let before = transport.calls.length;
    while (tries.length < 7) {
      await vi.advanceTimersByTimeAsync(1000);
      waited += 1;
      if (transport.calls.length > before) tries.push(waited);
      before = transport.calls.length;
    }
    expect(tries.map((at, index) => at - (tries[index - 1] ?? 0))).toEqual([1, 2, 4, 8, 16, 30, 30]);
    transport.away = false;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(connection.lost).toBe(false);
    before = transport.calls.length;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(transport.calls).toHaveLength(before);
  });

  it('is tried at once on demand', async () => {
    const { connection, transport } = await lost();
    transport.away = false;
    await connection.tryNow();
    expect(connection.lost).toBe(false);
    expect(connection.lostAt).toBeNull();
  });
});
