import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { CancelledError } from '#shared/contract/cancelled.ts';
import type { StreamMessage } from '#shared/contract/event-feed.ts';
import type { ListenOptions } from '#shared/contract/event-stream.ts';
import { createEventsClient } from '#shared/contract/events-client.ts';
import { defineEvents } from '#shared/contract/events.ts';
import type { Role } from '#shared/contract/roles.ts';
import { createEventHub } from '../clusterd/events/event-hub.ts';
import { createFakeClock } from '../clusterd/testing/fake-clock.ts';
import { createFakeRandom } from '../clusterd/testing/fake-random.ts';
import { createDispatcher } from '../transport/dispatcher.ts';
import { echoContract } from '../transport/testing/echo-contract.ts';
import { createEcho } from '../transport/testing/echo-handlers.ts';
import { recordedLog } from '../transport/testing/recorded-log.ts';
import { TRANSPORTS, type Transport } from './three-transports.ts';
import { until } from '#shared/testing/until.ts';

const table = defineEvents({
  'word.said': { summary: 'A word.', role: 'viewer', data: z.strictObject({ text: z.string() }) },
  'secret.said': { summary: 'A secret.', role: 'admin', data: z.strictObject({ text: z.string() }) },
});

describe.each(TRANSPORTS)('events over %s', (_name, makeTransport) => {
  const clock = createFakeClock();
  let hub = createEventHub(table, { clock, random: createFakeRandom() });
  let transport: Transport;

  beforeEach(async () => {
    hub = createEventHub(table, { clock, random: createFakeRandom() }, { count: 300, size: 1_000_000 });
    const { handlers } = createEcho();
    const dispatcher = createDispatcher({ contract: echoContract, handlers, log: recordedLog(), validateOutput: true });
    transport = await makeTransport({ dispatcher, table, feed: hub });
  });
  afterEach(() => transport.close());

  function say(...texts: readonly string[]): void {
    for (const text of texts) hub.emit('word.said', { text });
    hub.flush();
  }

  /** One connection; `begun` when the first message is there. */
  function listen(role: Role | null = 'viewer', options: Partial<ListenOptions> = {}) {
    const heard: StreamMessage[] = [];
    const abort = new AbortController();
    const ended = transport
      .listenAs(role)({ after: null, signal: abort.signal, onMessage: (message) => heard.push(message), ...options })
      .catch((error: unknown) => error);
    const told = () =>
      heard.flatMap((message) =>
        message.kind === 'event'
          ? [(message.data as { text: string }).text]
          : message.kind === 'reload'
            ? ['reload']
            : [],
      );
    return {
      heard,
      told,
      ended,
      last: () => heard.at(-1)?.id ?? '',
      stop: () => abort.abort(),
      begun: () => until(() => expect(heard).not.toHaveLength(0)),
      hears: (...texts: readonly string[]) => until(() => expect(told()).toEqual(texts)),
    };
  }

  it('tells the position, and then what happens, in order and as it is', async () => {
    const listener = listen();
    await listener.begun();
    expect(listener.heard).toMatchObject([{ kind: 'position' }]);
    const texts = ['a', 'ü\r\n\n\u2028\0"', '', 'data: x\n\n'];
    say(...texts);
    say('b');
    await listener.hears(...texts, 'b');
    expect(listener.heard.at(-1)).toMatchObject({ kind: 'event', name: 'word.said', data: { text: 'b' } });
    listener.stop();
    expect(await listener.ended).toBeInstanceOf(CancelledError);
    say('c');
    expect(listener.told()).not.toContain('c');
  });

  it('tells who comes back what was missed, once, and more than is sent at once', async () => {
    const first = listen();
    await first.begun();
    say('a');
    await first.hears('a');
    first.stop();
    await first.ended;
    const missed = Array.from({ length: 299 }, (_, index) => String(index));
    say(...missed);
    const second = listen('viewer', { after: first.last() });
    await second.hears(...missed);
    say('b');
    await second.hears(...missed, 'b');
    second.stop();
  });

  it('goes on after the position too, when nothing was told before', async () => {
    const first = listen();
    await first.begun();
    first.stop();
    await first.ended;
    say('a');
    const second = listen('viewer', { after: first.last() });
    await second.hears('a');
    second.stop();
  });

  it.each(['other000000000-7', 'nonsense'])('tells who comes with %s to reload', async (after) => {
    say('a');
    const listener = listen('viewer', { after });
    await listener.hears('reload');
    say('b');
    await listener.hears('reload', 'b');
    listener.stop();
  });

  it('tells only what is for that role, and what was asked for', async () => {
    const viewer = listen('viewer');
    const admin = listen('admin');
    const picky = listen('admin', { names: ['secret.said'] });
    await Promise.all([viewer.begun(), admin.begun(), picky.begun()]);
    hub.emit('secret.said', { text: 's' });
    say('a');
    await Promise.all([viewer.hears('a'), admin.hears('s', 'a'), picky.hears('s')]);
    for (const { stop } of [viewer, admin, picky]) stop();
  });

  it('tells nobody who is not signed in', async () => {
    expect(await listen(null).ended).toMatchObject({ name: 'ElektraError', code: 'UNAUTHENTICATED' });
  });

  it('is heard by the client that all programs use', async () => {
    const client = createEventsClient<typeof table>({
      listen: transport.listenAs('viewer'),
      after: clock.after,
      random: () => 0,
      onFault(error) {
        throw error;
      },
    });
    const heard: string[] = [];
    client.onReload(() => heard.push('reload'));
    client.on('word.said', ({ text }) => heard.push(text));
    client.start();
    await until(() => expect(heard).toEqual(['reload']));
    say('a');
    await until(() => expect(heard).toEqual(['reload', 'a']));
    client.stop();
    say('b');
    client.start();
    await until(() => expect(heard).toEqual(['reload', 'a', 'b']));
    client.stop();
  });
});
