import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { FeedMessage, FeedReader } from '#shared/contract/event-feed.ts';
import { defineEvents } from '#shared/contract/events.ts';
import type { Role } from '#shared/contract/roles.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createFakeRandom } from '../testing/fake-random.ts';
import { createEventHub } from './event-hub.ts';

const table = defineEvents({
  'thing.changed': {
    summary: 'The newest counts.',
    role: 'viewer',
    data: z.strictObject({ id: z.string(), state: z.int() }),
    latest: 'id',
  },
  'thing.said': { summary: 'Each counts.', role: 'viewer', data: z.strictObject({ text: z.string() }) },
  'secret.said': { summary: 'For administrators.', role: 'admin', data: z.strictObject({ text: z.string() }) },
});

function setUp(limits = { count: 100, size: 100_000 }, random = createFakeRandom()) {
  const clock = createFakeClock();
  const hub = createEventHub(table, { clock, random }, limits);
  const say = (text: string) => {
    hub.emit('thing.said', { text });
    hub.flush();
  };
  const read = (after: string | null = null, role: Role = 'viewer', names: ReadonlySet<string> | null = null) => {
    let woken = 0;
    const reader = hub.read({ role, names, after, wake: () => (woken += 1) });
    return Object.assign(reader, { woken: () => woken });
  };
  return { hub, clock, random, say, read };
}

function allOf(reader: FeedReader): readonly FeedMessage[] {
  const messages: FeedMessage[] = [];
  for (let message = reader.next(); message !== null; message = reader.next()) messages.push(message);
  return messages;
}

const told = (reader: FeedReader) =>
  allOf(reader).map((message) => (message.kind === 'event' ? message.data : message.kind));

describe('the hub of events', () => {
  it('tells who listens, from then on', () => {
    const { say, read } = setUp();
    say('before');
    const reader = read();
    say('a');
    expect(reader.woken()).toBe(1);
    expect(told(reader)).toEqual([{ text: 'a' }]);
    expect(reader.next()).toBeNull();
    reader.close();
    say('b');
    expect(reader.woken()).toBe(1);
  });

  it('reads what is told later when that leaves, in slices, and tells nothing where nothing is left to tell', () => {
    const { hub, clock, read } = setUp({ count: 10_000, size: 1_000_000 });
    const reader = read();
    let [state, reads] = [1, 0];
    const later = (id: string) =>
      hub.emitLater('thing.changed', id, () => {
        reads += 1;
        return state === 3 ? null : { id, state };
      });
    for (let at = 0; at < 1200; at += 1) {
      later(String(at));
      later(String(at));
    }
    expect(reads).toBe(0);
    state = 2;
    clock.advance(50);
    expect([reads, reader.woken()]).toEqual([1200, 3]);
    expect(told(reader)).toEqual(Array.from({ length: 1200 }, (_each, at) => ({ id: String(at), state: 2 })));
    later('x');
    state = 3;
    hub.emit('thing.said', { text: 'after' });
    hub.flush();
    expect(told(reader)).toEqual([{ text: 'after' }]);
  });

  it('keeps the order of what is told while slices are still leaving', () => {
    const slow: (() => void)[] = [];
    const clock = {
      ...createFakeClock(),
      after: (_ms: number, work: () => void) => (slow.push(work), () => undefined),
    };
    const hub = createEventHub(table, { clock, random: createFakeRandom() });
    const reader = hub.read({ role: 'viewer', names: null, after: null, wake: () => undefined });
    const expected: string[] = [];
    const say = (text: string) => {
      hub.emit('thing.said', { text });
      expected.push(text);
    };
    for (let at = 0; at < 1100; at += 1) say(`first ${at}`);
    slow.shift()?.();
    for (let at = 0; at < 700; at += 1) say(`second ${at}`);
    while (slow.length > 0) slow.shift()?.();
    expect(told(reader)).toEqual(expected.map((text) => ({ text })));
  });

  it('goes on where a listener stopped', () => {
    const { say, read } = setUp();
    const reader = read();
    say('a');
    const [first] = allOf(reader);
    say('b');
    say('c');
    expect(told(read(first?.id))).toEqual([{ text: 'b' }, { text: 'c' }]);
    expect(told(read(read().position()))).toEqual([]);
  });

  it.each(['', 'x', 'other000000000001-0', '-1', 'id00000000000001-', `id00000000000001-${'9'.repeat(400)}`])(
    'tells who comes with the id %s to reload, and goes on from there',
    (after) => {
      const { say, read } = setUp();
      say('a');
      const reader = read(after);
      expect(told(reader)).toEqual(['reload']);
      say('b');
      expect(told(reader)).toEqual([{ text: 'b' }]);
    },
  );

  it('tells who comes back to another run of the program to reload', () => {
    const first = setUp();
    first.say('a');
    const { random } = first;
    const second = setUp(undefined, random);
    second.say('a');
    expect(told(second.read(first.read().position()))).toEqual(['reload']);
  });

  it('tells a listener who fell behind to reload, instead of keeping everything', () => {
    const { say, read } = setUp({ count: 3, size: 100_000 });
    const slow = read();
    ['a', 'b', 'c'].forEach(say);
    const quick = read();
    say('d');
    expect(told(quick)).toEqual([{ text: 'd' }]);
    expect(told(slow)).toEqual(['reload']);
    say('e');
    expect(told(slow)).toEqual([{ text: 'e' }]);
  });

  it('remembers no more than the limit of size, and nothing that is larger than it', () => {
    const { say, read } = setUp({ count: 100, size: 1000 });
    const start = read().position();
    const [first, second] = [read(start), read(start)];
    say('x'.repeat(600));
    expect(told(first)).toHaveLength(1);
    say('y'.repeat(600));
    expect(told(first)).toEqual([{ text: 'y'.repeat(600) }]);
    expect(told(second)).toEqual(['reload']);
    say('z'.repeat(2000));
    expect(told(first)).toEqual(['reload']);
  });

  it('tells nobody what is not for that role, nor what nobody asked for', () => {
    const { hub, say, read } = setUp();
    const readers = (['viewer', 'operator', 'admin'] as const).map((role) => read(null, role));
    const picky = read(null, 'admin', new Set(['secret.said']));
    hub.emit('secret.said', { text: 's' });
    say('a');
    expect(readers.map((reader) => told(reader).length)).toEqual([1, 1, 2]);
    expect(told(picky)).toEqual([{ text: 's' }]);
    expect(picky.position()).toBe(readers[0]?.position());
  });

  it('gathers what happens in one moment: of states the newest, all in order', () => {
    const { hub, clock, read } = setUp();
    const reader = read();
    for (let state = 1; state <= 500; state += 1) hub.emit('thing.changed', { id: String(state % 2), state });
    hub.emit('thing.said', { text: 'a' });
    hub.emit('thing.changed', { id: '0', state: 501 });
    hub.emit('thing.said', { text: 'a' });
    expect([reader.woken(), clock.waiting]).toEqual([0, 1]);
    clock.advance(50);
    expect([reader.woken(), clock.waiting]).toEqual([1, 0]);
    expect(told(reader)).toEqual([{ id: '1', state: 499 }, { text: 'a' }, { id: '0', state: 501 }, { text: 'a' }]);
  });

  it('makes the JSON of an event once, and not before somebody wants it', () => {
    const { hub, read } = setUp();
    let made = 0;
    const readers = [read(), read(), read()];
    hub.emit('thing.said', { text: 'a', toJSON: () => ((made += 1), { text: 'a' }) } as { text: string });
    hub.flush();
    const events = readers.flatMap(allOf);
    expect(made).toBe(0);
    expect(events.map((event) => (event.kind === 'event' ? event.json() : ''))).toEqual(Array(3).fill('{"text":"a"}'));
    expect(made).toBe(1);
  });

  it('never leaves a gap without a word, and tells nothing twice', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('say' as const), count: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ kind: fc.constant('hear' as const), count: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ kind: fc.constant('leave' as const) }),
      fc.record({ kind: fc.constant('return' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (steps, count) => {
        const { say, read } = setUp({ count, size: 100_000 });
        let said = 0;
        let heard = 0;
        let reader: FeedReader | null = read();
        let last = reader.position();

        function hear(message: FeedMessage): void {
          last = message.id;
          if (message.kind === 'reload') heard = said;
          else expect(message.data).toEqual({ text: String((heard += 1)) });
        }

        for (const { kind, ...more } of [...steps, { kind: 'return' as const }]) {
          const times = 'count' in more ? more.count : 0;
          if (kind === 'say') for (let time = 0; time < times; time += 1) say(String((said += 1)));
          if (kind === 'leave') {
            reader?.close();
            reader = null;
          }
          if (kind === 'return') reader ??= read(last);
          for (let time = 0; kind === 'hear' && time < times; time += 1) {
            const message = reader?.next() ?? null;
            if (message !== null) hear(message);
          }
        }
        if (reader !== null) allOf(reader).forEach(hear);
        expect(heard).toBe(said);
      }),
    );
  });
});
