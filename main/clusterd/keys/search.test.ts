import { describe, expect, it } from 'vitest';
import type { PartOf } from '#shared/contract/operation.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import { CancelledError } from '#shared/contract/cancelled.ts';
import { HOST, withInstance, type WithInstance } from '../testing/with-instance.ts';
import { until } from '#shared/testing/until.ts';

type Part = PartOf<ClusterdContract['keys.find']>;

async function withKeys(): Promise<WithInstance> {
  const test = await withInstance({ 'user:/web/port': '8080', 'user:/log': 'to port', 'system:/x': 'y' });
  test.keys.set('user:/secret', { value: 'port', meta: { 'crypto/encrypt': '1', description: 'no port' } });
  test.keys.set('user:/meta', { value: '', meta: { 'check/port': '', type: 'string', see: 'any port' } });
  test.keys.set('user:/bin', { meta: { binary: '' } });
  return test;
}

async function find(
  test: WithInstance,
  query: string,
  places: ('name' | 'value' | 'meta')[],
  signal = new AbortController().signal,
) {
  const parts: Part[] = [];
  const call = { signal, report: (part: Part) => void parts.push(part) };
  const names = await test.call('keys.find', { id: test.id, query, in: places }, call);
  return { names, parts, found: parts.flatMap(({ found }) => found) };
}

describe('keys.find', () => {
  it('finds in names alone when not asked for more', async () => {
    const test = await withKeys();
    expect(await test.call('keys.find', { id: test.id, query: 'port' })).toEqual(['user:/web/port']);
    const { parts } = await find(test, 'port', ['name']);
    expect(parts).toEqual([{ found: [{ key: 'user:/web/port', in: 'name' }], done: 1, total: 1 }]);
  });

  it('tells first what it finds in names, then values and metadata, and never the value of a secret', async () => {
    const { names, parts, found } = await find(await withKeys(), 'port', ['meta', 'value', 'name']);
    expect(names).toEqual(['user:/log', 'user:/meta', 'user:/secret', 'user:/web/port']);
    expect(parts[0]).toEqual({ found: [{ key: 'user:/web/port', in: 'name' }], done: 0, total: 6 });
    expect(found.slice(1)).toEqual([
      { key: 'user:/log', in: 'value' },
      { key: 'user:/meta', in: 'meta', metakey: 'check/port' },
      { key: 'user:/meta', in: 'meta', metakey: 'see' },
      { key: 'user:/secret', in: 'meta', metakey: 'description' },
    ]);
    expect(parts.at(-1)).toMatchObject({ done: 6, total: 6 });
  });

  it('looks only where it is asked to', async () => {
    const test = await withKeys();
    expect((await find(test, 'port', ['value'])).names).toEqual(['user:/log']);
    expect((await find(test, '^$', ['value'])).names).toEqual(['user:/meta']);
    expect((await find(test, '^check/', ['meta'])).found).toEqual([
      { key: 'user:/meta', in: 'meta', metakey: 'check/port' },
    ]);
  });

  it('reads a batch at a time, in key order, and stops when nobody wants it any more', async () => {
    const keys = Array.from({ length: 1000 }, (_, at) => `user:/k${String(at).padStart(4, '0')}`);
    const test = await withInstance(Object.fromEntries(keys.map((name) => [name, 'x'])));
    const { names, parts, found } = await find(test, 'x', ['value']);
    expect(names).toEqual(keys);
    expect(found.map(({ key }) => key)).toEqual(keys);
    expect(parts.map(({ done }) => done)).toEqual([0, 25, 75, 175, 375, 575, 775, 975, 1000]);

    const caller = new AbortController();
    let read = 0;
    test.elektrads.host(HOST).fail = () => {
      read += 1;
      if (read === 300) caller.abort();
    };
    await expect(find(test, 'x', ['value'], caller.signal)).rejects.toBeInstanceOf(CancelledError);
    expect(read).toBeLessThan(500);
  });

  it('reads fewer at a time where they are long', async () => {
    const long = Array.from({ length: 100 }, (_, at): [string, string] => [
      `user:/k${String(at).padStart(3, '0')}`,
      'y'.repeat(200_000),
    ]);
    const test = await withInstance(Object.fromEntries(long));
    const { parts } = await find(test, 'x', ['meta']);
    expect(parts.map(({ done }) => done)).toEqual([0, 25, 38, 45, 52, 59, 66, 73, 80, 87, 94, 100]);
  });

  it('lets others run while it looks through long values', async () => {
    const test = await withInstance({ 'user:/a': 'x'.repeat(900_000), 'user:/b': 'y' });
    let isDone = false;
    // What clusterd gathers to tell of is due later.
    const { waiting } = test.clock;
    const search = find(test, 'y', ['value']).then(({ names }) => {
      isDone = true;
      return names;
    });
    await until(() => expect(test.clock.waiting).toBeGreaterThan(waiting));
    expect(isDone).toBe(false);
    test.clock.advance(0);
    expect(await search).toEqual(['user:/b']);
  });

  it('lets others run while it looks through long metadata', async () => {
    const test = await withInstance({ 'user:/b': 'y' });
    const long = 'x'.repeat(900_000);
    test.keys.set('user:/a', { value: '', meta: { description: long, rationale: long } });
    let isDone = false;
    // What clusterd gathers to tell of is due later.
    const { waiting } = test.clock;
    const search = find(test, 'y', ['value', 'meta']).then(({ names }) => {
      isDone = true;
      return names;
    });
    for (let rests = 0; rests < 2; rests += 1) {
      await until(() => expect(test.clock.waiting).toBeGreaterThan(waiting));
      expect(isDone).toBe(false);
      test.clock.advance(0);
    }
    expect(await search).toEqual(['user:/b']);
  });

  it('refuses a pattern that would take long on a long value, naming the key', async () => {
    const test = await withInstance({ 'user:/long': 'abcd'.repeat(250_000), 'user:/short': 'abcd1' });
    const hard = '(?:[ab].{200}|[bc].{150}|[cd].{180})+[ab].{100}\\d';
    await expect(find(test, hard, ['value'])).rejects.toMatchObject({
      code: 'QUERY_INVALID',
      message: expect.stringContaining('user:/long'),
      data: { query: hard },
    });
    expect((await find(test, hard, ['name', 'meta'])).names).toEqual([]);
    test.keys.delete('user:/long');
    expect((await find(test, hard, ['value'])).names).toEqual([]);
  });

  it.each([[['value']], [['name', 'meta']]] as const)('refuses what is no pattern, in %j', async (places) => {
    const test = await withKeys();
    await expect(find(test, '(', [...places])).rejects.toMatchObject({
      code: 'QUERY_INVALID',
      data: { query: '(' },
    });
  });

  it('takes time by the length of a value, whatever the pattern is', async () => {
    const test = await withInstance({ 'user:/a': `${'a'.repeat(40)}!` });
    expect((await find(test, '^(a+)+$', ['value'])).names).toEqual([]);
  });
});
