import { flushPromises } from '@vue/test-utils';
import { nextTick, ref } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestWorld } from '../testing/test-world.ts';
import { useHostCheck } from './use-host-check.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function checking(isAsked = true) {
  const test = createTestWorld();
  test.clusterd.hosts.add('http://web:33333');
  const host = ref('');
  const check = test.run(() => useHostCheck(host, () => (isAsked ? { host: host.value } : null)));
  async function type(text: string, pause = 400) {
    host.value = text;
    await nextTick();
    await vi.advanceTimersByTimeAsync(pause);
    await flushPromises();
  }
  return { ...test, host, check, type };
}

describe('a host that is typed', () => {
  it('is asked after a pause, once, and only as it stands then', async () => {
    const { type, check, transport } = checking();
    for (const text of ['http://w', 'http://we', 'http://web:33333']) {
      await type(text, 100);
      expect(check.value.phase).toBe('checking');
    }
    await type('http://web:33333 ', 400);
    expect(transport.inputsOf('instances.testHost')).toEqual([{ host: 'http://web:33333' }]);
    expect(check.value).toMatchObject({ phase: 'reached', reached: { latencyMs: 12.4 } });
  });

  it('is no longer asked when the typing goes on', async () => {
    const { type, check, transport, clusterd } = checking();
    Object.assign(clusterd.handlers, { 'instances.testHost': () => new Promise(() => undefined) });
    await type('http://slow:1');
    await type('http://slow:12', 10);
    const [first] = transport.calls.filter(({ operation }) => operation === 'instances.testHost');
    expect(first?.signal?.aborted).toBe(true);
    expect(check.value.phase).toBe('checking');
  });

  it('is told to be wrong at once, without a request', async () => {
    const { type, check, transport } = checking();
    await type('web:33333', 0);
    expect(check.value).toMatchObject({
      phase: 'invalid',
      problem: { code: 'MISSING_SCHEME', suggestion: 'http://web:33333' },
    });
    expect(transport.inputsOf('instances.testHost')).toEqual([]);
  });

  it('that is an instance already is named', async () => {
    const { type, check, clusterd } = checking();
    const existing = clusterd.addInstance('db');
    await type('HTTP://DB:33333/');
    expect(check.value).toEqual({
      phase: 'duplicate',
      existing: { id: existing.id, name: 'db', host: 'http://db:33333' },
    });
  });

  it('that does not answer is told with the reason', async () => {
    const { type, check } = checking();
    await type('http://away:33333');
    expect(check.value).toMatchObject({ phase: 'failed', error: { code: 'INSTANCE_UNREACHABLE' } });
  });

  it('is left alone while there is nothing to ask', async () => {
    const { type, check, transport } = checking(false);
    await type('http://web:33333');
    expect(check.value.phase).toBe('idle');
    expect(transport.inputsOf('instances.testHost')).toEqual([]);
  });
});
