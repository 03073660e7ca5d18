import { describe, expect, it } from 'vitest';
import { CancelledError } from '#shared/contract/cancelled.ts';
import { HOST, withInstance } from '../testing/with-instance.ts';

describe('keys.settled', () => {
  it('answers when an act that was given up is put back, and not before', async () => {
    const { call, id, keys, elektrads } = await withInstance({ 'user:/a': 'before' });
    const order: string[] = [];
    const abort = new AbortController();
    const host = elektrads.host(HOST);
    const settled: Promise<unknown>[] = [];
    host.fail = (request, name) => {
      if (request !== 'set' || name !== 'user:/b') return;
      abort.abort();
      const note = () => order.push(`settled with ${keys.get('user:/a')?.value}`);
      if (settled.length === 0) settled.push(call('keys.settled', { id }).then(note));
    };
    const configurations = ['a', 'b', 'c'].map((key) => ({ key, value: 'written' }));
    await call('keys.setAll', { id, key: 'user:/', configurations }, { signal: abort.signal }).then(
      () => order.push('done'),
      (error: unknown) => order.push(error instanceof CancelledError ? 'given up' : String(error)),
    );
    await Promise.all(settled);
    expect(order.sort()).toEqual(['given up', 'settled with before']);
    expect(keys.get('user:/a')?.value).toBe('before');
    expect([...keys.keys()].filter((name) => name === 'user:/b' || name === 'user:/c')).toEqual([]);
  });

  it('needs no host that answers, and knows what is no instance', async () => {
    const { call, id, elektrads } = await withInstance();
    elektrads.host(HOST).up = false;
    expect(await call('keys.settled', { id })).toEqual({});
    expect((await call('instances.get', { id })).seen.state).toBe('online');
    await call('instances.remove', { id });
    await expect(call('keys.settled', { id })).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
  });
});
