import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { ElektraError } from '../errors/elektra-error.ts';
import { ConnectionLostError } from './connection-lost.ts';
import type { ListenOptions } from './event-stream.ts';
import { createEventsClient, type EventsState } from './events-client.ts';
import { defineEvents, type Emit, type EventOf } from './events.ts';

const table = defineEvents({
  'word.said': { summary: 'A word.', role: 'viewer', data: z.strictObject({ text: z.string() }) },
  'thing.counted': { summary: 'A number.', role: 'viewer', data: z.strictObject({ count: z.int() }) },
});
type Table = typeof table;

/** Connections that a test opens and breaks, and a timer that waits for nobody. */
function setUp() {
  const connections: (ListenOptions & { readonly lose: (error: unknown) => void })[] = [];
  const waits: number[] = [];
  let next = () => {};
  const faults: unknown[] = [];
  const client = createEventsClient<Table>({
    listen: (options) => new Promise((_resolve, lose) => connections.push({ ...options, lose })),
    after(milliseconds, work) {
      waits.push(milliseconds);
      next = work;
      return () => void (next = () => {});
    },
    random: () => 1,
    onFault: (error) => faults.push(error),
  });
  const states: EventsState['kind'][] = [];
  const heard: unknown[] = [];
  client.onState(({ kind }) => states.push(kind));
  client.onReload(() => heard.push('reload'));
  client.on('word.said', ({ text }) => heard.push(text));
  const newest = () => connections.at(-1) as (typeof connections)[number];
  const say = (id: string, text: string) =>
    newest().onMessage({ kind: 'event', id, name: 'word.said', data: { text } });
  const lose = async (error: unknown = new ConnectionLostError('lost')) => {
    newest().lose(error);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { client, connections, newest, say, lose, waits, passTime: () => next(), states, heard, faults };
}

describe('the types of events', () => {
  it('are those of the table', () => {
    expectTypeOf(table['word.said'].role).toEqualTypeOf<'viewer'>();
    expectTypeOf<EventOf<Table>>().toEqualTypeOf<
      | { readonly name: 'word.said'; readonly data: { text: string } }
      | { readonly name: 'thing.counted'; readonly data: { count: number } }
    >();
    const { client } = setUp();
    client.on('thing.counted', (data) => expectTypeOf(data).toEqualTypeOf<{ count: number }>());
    expectTypeOf<Parameters<Emit<Table>>[0]>().toEqualTypeOf<'word.said' | 'thing.counted'>();
  });
});

describe('the client of events', () => {
  it('has everything read at first, and goes on after the last message that it heard', async () => {
    const { client, newest, say, lose, passTime, heard, states } = setUp();
    client.start();
    client.start();
    newest().onMessage({ kind: 'position', id: 'r-0' });
    say('r-1', 'a');
    await lose();
    expect(newest().after).toBeNull();
    passTime();
    expect(newest().after).toBe('r-1');
    say('r-2', 'b');
    newest().onMessage({ kind: 'reload', id: 'r-9' });
    say('r-10', 'c');
    expect(heard).toEqual(['reload', 'a', 'b', 'reload', 'c']);
    expect(states).toEqual(['connecting', 'open', 'lost', 'open']);
  });

  it('waits twice as long after each attempt that fails, up to half a minute, and starts anew when one succeeds', async () => {
    const { client, newest, lose, passTime, waits } = setUp();
    client.start();
    for (let attempt = 0; attempt < 7; attempt += 1) {
      await lose();
      passTime();
    }
    newest().onMessage({ kind: 'position', id: 'r-0' });
    await lose(new ElektraError('RATE_LIMITED'));
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 1000]);
  });

  it.each(['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND'] as const)(
    'does not come back after %s by itself',
    async (code) => {
      const { client, connections, lose, waits, states } = setUp();
      client.start();
      await lose(new ElektraError(code));
      expect([waits, states]).toEqual([[], ['connecting', 'refused']]);
      client.start();
      expect(connections).toHaveLength(2);
    },
  );

  it('stops, and later goes on where it was', async () => {
    const { client, connections, newest, say, lose, waits, heard } = setUp();
    client.start();
    say('r-1', 'a');
    const [first] = connections;
    client.stop();
    expect(first?.signal.aborted).toBe(true);
    first?.onMessage({ kind: 'event', id: 'r-2', name: 'word.said', data: { text: 'late' } });
    await lose();
    expect(waits).toEqual([]);
    client.start();
    expect(newest().after).toBe('r-1');
    say('r-2', 'b');
    expect(heard).toEqual(['reload', 'a', 'b']);
  });

  it('does not come back when it is stopped while it waits', async () => {
    const { client, connections, lose, passTime } = setUp();
    client.start();
    await lose();
    client.stop();
    passTime();
    expect(connections).toHaveLength(1);
  });

  it('tells the others what one listener breaks at, and whoever is responsible', () => {
    const { client, say, heard, faults } = setUp();
    client.start();
    const broken = new TypeError('broken');
    const off = client.on('word.said', () => {
      throw broken;
    });
    client.on('word.said', ({ text }) => heard.push(`${text}!`));
    say('r-1', 'a');
    off();
    say('r-2', 'b');
    expect(heard).toEqual(['reload', 'a', 'a!', 'b', 'b!']);
    expect(faults).toEqual([broken]);
  });
});
