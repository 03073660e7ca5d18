import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { INVOKE_CHANNEL, type BridgeEvent } from '#shared/bridge.ts';
import { ConnectionLostError } from '#shared/contract/connection-lost.ts';
import type { Caller } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { createDispatcher } from './dispatcher.ts';
import { serveIpc, type IpcServerOptions } from './ipc-server.ts';
import { echoContract } from './testing/echo-contract.ts';
import { createEcho } from './testing/echo-handlers.ts';
import { numberedFeed } from './testing/numbered-feed.ts';
import { recordedLog } from './testing/recorded-log.ts';

type Listener = Parameters<IpcServerOptions['ipcMain']['handle']>[1];
type InvokeEvent = Parameters<Listener>[0];

const owner: Caller = { id: 'owner', name: 'ada', role: 'admin' };

function setUp(withEvents = false) {
  const feed = numberedFeed();
  const listeners = new Map<string, Listener>();
  const echo = createEcho();
  const log = recordedLog();
  const { handlers } = echo;
  const own = new EventEmitter();
  const other = new EventEmitter();
  const stop = serveIpc({
    ipcMain: {
      handle: (channel, listener) => void listeners.set(channel, listener),
      removeHandler: (channel) => void listeners.delete(channel),
    },
    dispatcher: createDispatcher({ contract: echoContract, handlers, log, validateOutput: true }),
    ...(withEvents ? { events: feed } : {}),
    callerOf: () => owner,
    isTrusted: ({ sender }) => sender !== (other as InvokeEvent['sender']),
  });
  const invoke = async (message: unknown, page = own): Promise<unknown> =>
    listeners.get(INVOKE_CHANNEL)?.({ sender: page } as InvokeEvent, message);
  return { feed, invoke, stop, listeners, echo, own, other, log };
}

const call = (id: string, operation: string, input: unknown = {}) => ({
  kind: 'call',
  id,
  operation,
  input,
  parts: false,
});

function ring(): object {
  const one: { other?: object } = {};
  one.other = { one };
  return one;
}

function nested(depth: number): object {
  let object = {};
  for (let level = 0; level < depth; level += 1) object = { object };
  return object;
}

describe('the server of the bridge', () => {
  it('answers calls of our own page', async () => {
    const { invoke } = setUp();
    expect(await invoke(call('1', 'echo.who'))).toEqual({ ok: true, value: { name: 'ada', role: 'admin' } });
  });

  it('refuses every other frame', async () => {
    const { invoke, other } = setUp();
    await expect(invoke(call('1', 'echo.who'), other)).rejects.toThrow('may not call');
    await expect(invoke({ kind: 'abort', id: '1' }, other)).rejects.toThrow('may not call');
  });

  it.each([null, undefined, 'call', {}, { kind: 'call', id: 1 }, { kind: 'other', id: '1' }, [call('1', 'echo.who')]])(
    'refuses what is no request: %j',
    async (message) => {
      await expect(setUp().invoke(message)).rejects.toThrow();
    },
  );

  it.each<[string, string, unknown]>([
    ['an enormous text', 'echo.who', 'x'.repeat(30_000_000)],
    ['a ring of objects', 'echo.who', ring()],
    ['objects within objects', 'echo.who', nested(20_000)],
    ['objects within objects, where there are some', 'echo.nothing', nested(20_000)],
    ['what no JSON holds', 'echo.who', { map: new Map([[{}, new Set()]]), bytes: new Uint8Array(9), at: new Date(0) }],
    ['an operation that every object has', 'constructor', {}],
    ['an operation that every object has', '__proto__', {}],
  ])('answers %s for "%s" by an error, and goes on', async (_kind, operation, input) => {
    const { invoke } = setUp();
    expect(await invoke(call('1', operation, input))).toMatchObject({ ok: false, error: { code: expect.any(String) } });
    expect(await invoke(call('2', 'echo.who'))).toMatchObject({ ok: true });
  });

  it('aborts the call that its page names, and no other', async () => {
    const { invoke, echo } = setUp();
    const waiting = echo.nextWait();
    const answer = invoke(call('7', 'echo.wait'));
    await waiting.begun;
    expect(await invoke({ kind: 'abort', id: '8' })).toEqual({ ok: true, value: null });
    expect(await invoke({ kind: 'abort', id: '7' }, new EventEmitter())).toEqual({ ok: true, value: null });
    expect(await invoke({ kind: 'abort', id: '7' })).toEqual({ ok: true, value: null });
    await waiting.aborted;
    expect(await answer).toMatchObject({ ok: false });
  });

  it.each([
    ['is closed', 'destroyed', undefined],
    ['has crashed', 'render-process-gone', undefined],
    ['is loaded anew', 'did-start-navigation', { isMainFrame: true, isSameDocument: false }],
  ])('aborts the calls of a page that %s', async (_kind, event, details) => {
    const { invoke, echo, own, log } = setUp();
    const waiting = echo.nextWait();
    const answer = invoke(call('1', 'echo.wait'));
    await waiting.begun;
    own.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
    own.emit('did-start-navigation', { isMainFrame: false, isSameDocument: false });
    own.emit(event, details);
    await waiting.aborted;
    await answer;
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('listens once to each page, however often it calls', async () => {
    const { invoke, own } = setUp();
    for (let count = 0; count < 20; count += 1) await invoke(call(String(count), 'echo.who'));
    expect(own.listenerCount('destroyed')).toBe(1);
  });

  it('stops', () => {
    const { stop, listeners } = setUp();
    stop();
    expect(listeners.size).toBe(0);
  });
});

describe('events over the bridge', () => {
  function listening() {
    const test = setUp(true);
    const sent: BridgeEvent[] = [];
    Object.assign(test.own, { send: (_channel: string, event: BridgeEvent) => sent.push(event) });
    const subscribe = (after: string | null = null) =>
      test.invoke({ kind: 'subscribe', id: 'events-1', after, names: null });
    const messages = () => sent.flatMap((event) => (event.kind === 'events' ? event.messages : []));
    const heard = () => test.invoke({ kind: 'heard', id: 'events-1' });
    return { ...test, sent, subscribe, messages, heard };
  }

  it('are sent again only when the page has taken what was sent', async () => {
    const { subscribe, sent, messages, heard, feed } = listening();
    await subscribe();
    expect(messages()).toEqual([{ kind: 'position', id: 'f-0' }]);
    feed.say(600);
    expect(sent).toHaveLength(1);
    await heard();
    feed.say(1);
    expect([sent.length, messages().length]).toEqual([2, 257]);
    await heard();
    await heard();
    expect(
      messages()
        .slice(1)
        .map(({ id }) => id),
    ).toEqual(Array.from({ length: 601 }, (_, at) => `f-${at + 1}`));
    await heard();
    expect(sent).toHaveLength(4);
  });

  it.each([
    [
      new ElektraError('UNAUTHENTICATED', 'Revoked.'),
      { code: 'UNAUTHENTICATED', name: 'Unauthorized', message: 'Revoked.' },
    ],
    [new ConnectionLostError('Gone.'), null],
  ])('end when nothing more can come: %s', async (ending, error) => {
    const { subscribe, sent, messages, feed } = listening();
    await subscribe();
    feed.end(ending);
    feed.say(1);
    expect([sent.at(-1), feed.readers()]).toEqual([{ kind: 'ended', id: 'events-1', error }, 0]);
    await subscribe('f-0');
    expect(messages().map(({ id }) => id)).toEqual(['f-0', 'f-1']);
  });

  it.each([
    ['is closed', 'destroyed', undefined],
    ['has crashed', 'render-process-gone', undefined],
    ['is loaded anew', 'did-start-navigation', { isMainFrame: true, isSameDocument: false }],
  ])('end with a page that %s', async (_kind, event, details) => {
    const { subscribe, heard, sent, own, feed } = listening();
    await subscribe();
    expect(feed.readers()).toBe(1);
    own.emit(event, details);
    expect(feed.readers()).toBe(0);
    feed.say(1);
    await heard();
    expect(sent).toHaveLength(1);
  });

  it('end when the page says so, and begin once for each id', async () => {
    const { subscribe, invoke, feed } = listening();
    await subscribe();
    await subscribe('f-0');
    expect(feed.readers()).toBe(1);
    await invoke({ kind: 'abort', id: 'events-1' });
    expect(feed.readers()).toBe(0);
  });

  it('are refused where there are none', async () => {
    const { invoke } = setUp();
    expect(await invoke({ kind: 'subscribe', id: 'e', after: null, names: null })).toMatchObject({
      ok: false,
      error: { code: 'NOT_FOUND' },
    });
  });
});
