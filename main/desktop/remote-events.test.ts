import { describe, expect, it } from 'vitest';
import { ConnectionLostError } from '#shared/contract/connection-lost.ts';
import type { StreamMessage } from '#shared/contract/event-feed.ts';
import type { Listen, ListenOptions } from '#shared/contract/event-stream.ts';
import fc from 'fast-check';
import { createRemoteFeed } from './remote-events.ts';

function setUp(limits = { count: 3, size: 1000 }) {
  const streams: (ListenOptions & { lose(error: Error): void })[] = [];
  const listen: Listen = (options) =>
    new Promise<never>((_resolve, reject) => streams.push({ ...options, lose: reject }));
  const noted: (Error | null)[] = [];
  const feed = createRemoteFeed(listen, (error) => noted.push(error), limits);
  const ended: Error[] = [];
  const reader = feed.read({
    role: 'viewer',
    names: new Set(['word.said']),
    after: 'r-7',
    wake: () => undefined,
    end: (error) => ended.push(error),
  });
  const [stream] = streams;
  if (stream === undefined) throw new Error('Nothing listens.');
  const say = (id: number, text = '') => stream.onMessage(event(id, text));
  const take = () => {
    const ids: string[] = [];
    for (let message = reader.next(); message !== null; message = reader.next())
      ids.push(`${message.kind} ${message.id}`);
    return ids;
  };
  return { feed, reader, stream, say, take, ended, noted };
}

function event(id: number, text: string): StreamMessage {
  return { kind: 'event', id: `r-${id}`, name: 'word.said', data: { text } };
}

describe('the events of a remote clusterd', () => {
  it('are asked for from where the reader is, by their names, and keep their ids', () => {
    const { stream, say, take, reader } = setUp();
    expect([stream.after, stream.names, reader.position()]).toEqual(['r-7', ['word.said'], null]);
    stream.onMessage({ kind: 'position', id: 'r-7' });
    expect([reader.position(), take()]).toEqual(['r-7', []]);
    say(8);
    stream.onMessage({ kind: 'reload', id: 'r-9' });
    expect([take(), reader.position()]).toEqual([['event r-8', 'reload r-9'], 'r-9']);
  });

  it.each([
    ['too many', (say: (id: number, text?: string) => void) => [8, 9, 10, 11].forEach((id) => say(id))],
    ['too large', (say: (id: number, text?: string) => void) => say(11, 'x'.repeat(1000))],
  ])('become a reload when what waits is %s', (_kind, saying) => {
    const { say, take } = setUp();
    saying(say);
    say(12);
    expect(take()).toEqual(['reload r-11', 'event r-12']);
  });

  it('never leave a gap without a word, however slowly they are taken', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 6 }), { maxLength: 12 }), (rounds) => {
        const { say, take } = setUp();
        let said = 7;
        let heard = 7;
        for (const count of rounds) {
          for (let each = 0; each < count; each += 1) say((said += 1));
          for (const message of take()) {
            const [kind, id = ''] = message.split(' ');
            const number = Number(id.slice(2));
            if (kind === 'event') expect(number).toBe(heard + 1);
            heard = number;
          }
          expect(heard).toBe(said);
        }
      }),
    );
  });

  it('end for their reader when they are lost, with the reason', async () => {
    const { stream, ended, noted } = setUp();
    const lost = new ConnectionLostError('Gone.');
    stream.lose(lost);
    await Promise.resolve();
    expect([ended, noted]).toEqual([[lost], [lost]]);
  });

  it('are no longer listened to when the reader or the feed is closed', () => {
    const first = setUp();
    first.reader.close();
    const second = setUp();
    second.feed.close();
    expect([first.stream.signal.aborted, second.stream.signal.aborted]).toEqual([true, true]);
  });
});
