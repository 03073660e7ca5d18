import { get, type IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { StreamMessage } from '#shared/contract/event-feed.ts';
import { defineEvents } from '#shared/contract/events.ts';
import type { HttpFetch } from '#shared/contract/http-fetch.ts';
import { createHttpListen } from '#shared/contract/http-listen.ts';
import { createEventHub } from '../clusterd/events/event-hub.ts';
import { createFakeClock } from '../clusterd/testing/fake-clock.ts';
import { createFakeRandom } from '../clusterd/testing/fake-random.ts';
import { createDispatcher } from '../transport/dispatcher.ts';
import { createHttpServer, type HttpServer } from '../transport/http/http-server.ts';
import type { HttpLimits } from '../transport/http/http-limits.ts';
import { echoContract } from '../transport/testing/echo-contract.ts';
import { createEcho } from '../transport/testing/echo-handlers.ts';
import { recordedLog } from '../transport/testing/recorded-log.ts';
import { cutFetch } from './cut-fetch.ts';
import { until } from '#shared/testing/until.ts';

const table = defineEvents({
  'word.said': { summary: 'A word.', role: 'viewer', data: z.strictObject({ text: z.string() }) },
});
/** Longer than any test: what ends before it did not wait for it. */
const NEVER_MS = 3_600_000;

const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function setUp(limits: Partial<HttpLimits> = {}, ring = { count: 1000, size: 1_000_000 }) {
  const hub = createEventHub(table, { clock: createFakeClock(), random: createFakeRandom() }, ring);
  const tokens = new Set(['a', 'b', 'c']);
  const revocations = new Set<() => void>();
  const { handlers } = createEcho();
  const log = recordedLog();
  const server = await createHttpServer({
    contract: echoContract,
    dispatcher: createDispatcher({ contract: echoContract, handlers, log, validateOutput: true }),
    events: { table, feed: hub },
    log,
    access: {
      authenticate: ({ secret }) => (tokens.has(secret) ? { id: secret, name: secret, role: 'viewer' } : null),
      onRevoked(listener) {
        revocations.add(listener);
        return () => void revocations.delete(listener);
      },
      open: false,
      allowedHosts: [],
      cookiePrefix: 'elektra_web',
    },
    limits: { heartbeat: NEVER_MS, closing: NEVER_MS, ...limits },
  });
  servers.push(server);
  const { url, port } = await server.listen({ host: '127.0.0.1', port: 0 });
  let said = 0;
  const say = (count = 1, text = '') => {
    for (let time = 0; time < count; time += 1) hub.emit('word.said', { text: `${(said += 1)}${text}` });
    hub.flush();
  };
  /** A raw stream; what arrives is gathered unless nobody reads it. */
  async function open(path = '/api/events', headers: Record<string, string> = { authorization: 'Bearer a' }) {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${url}${path}`, { headers, agent: false }, resolve).on('error', reject);
    });
    let text = '';
    let isOver = false;
    answer.on('close', () => (isOver = true)).on('error', () => (isOver = true));
    const read = () => answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    return { answer, read, text: () => text, isOver: () => isOver, destroy: () => answer.destroy() };
  }
  const listen = (
    after: string | null,
    signal: AbortSignal,
    onMessage: (message: StreamMessage) => void,
    by: HttpFetch,
  ) =>
    createHttpListen({ baseUrl: url, fetch: by, headers: { authorization: 'Bearer a' }, after: () => () => undefined })(
      {
        after,
        signal,
        onMessage,
      },
    );
  return { hub, server, tokens, revocations, url, port, say, said: () => said, open, listen };
}

describe('the stream of events', () => {
  it('is one that browsers understand and no proxy keeps', async () => {
    const { open, say } = await setUp();
    const { answer, read, text, destroy } = await open();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    read();
    await until(() => expect(text()).toMatch(/^retry: 1000\n\n: \nid: \w+-0\n\n$/));
    say();
    await until(() => expect(text()).toMatch(/event: word\.said\nid: \w+-1\ndata: \{"text":"1"\}\n\n$/));
    destroy();
  });

  it('goes on from the query string too, and is for sessions as well', async () => {
    const { open, say, hub, port } = await setUp();
    const start = hub.read({ role: 'viewer', names: null, after: null, wake: () => undefined }).position();
    say();
    const cookie = { cookie: `elektra_web_${port}=b` };
    const { read, text, destroy } = await open(`/api/events?lastEventId=${start}&names=word.said`, cookie);
    read();
    await until(() => expect(text()).toContain('"1"'));
    destroy();
    const foreign = await open('/api/events', { ...cookie, origin: 'http://evil.example' });
    expect(foreign.answer.statusCode).toBe(403);
  });

  it.each([
    ['/api/events?names=word.said,other', 400],
    ['/api/events?more=1', 400],
  ])('refuses %s', async (path, status) => {
    const { open } = await setUp();
    const { answer, read, text } = await open(path);
    read();
    expect(answer.statusCode).toBe(status);
    await until(() => expect(text()).toContain('INVALID_INPUT'));
  });

  it('ends with its token before another event is told', async () => {
    const { open, say, tokens } = await setUp();
    const { read, text, isOver } = await open();
    read();
    say();
    await until(() => expect(text()).toContain('"1"'));
    tokens.delete('a');
    say();
    await until(() => expect(isOver()).toBe(true));
    expect(text()).not.toContain('"2"');
    expect((await open()).answer.statusCode).toBe(401);
  });

  it('ends at once when its token is revoked, and no other one does', async () => {
    const { open, say, tokens, revocations, server } = await setUp();
    const [mine, other] = [await open(), await open('/api/events', { authorization: 'Bearer b' })];
    mine.read();
    other.read();
    tokens.delete('a');
    revocations.forEach((tell) => tell());
    await until(() => expect(mine.isOver()).toBe(true));
    say();
    await until(() => expect(other.text()).toContain('"1"'));
    expect(other.isOver()).toBe(false);
    await server.close();
    expect(revocations.size).toBe(0);
  });

  it('ends with a token that has expired, although nothing happens', async () => {
    const { open, tokens } = await setUp({ heartbeat: 10 });
    const { read, isOver, text } = await open();
    read();
    await until(() => expect(text().match(/id: \w+-0\n\n/g)?.length ?? 0).toBeGreaterThan(2));
    tokens.delete('a');
    await until(() => expect(isOver()).toBe(true));
  });

  it('is opened so often and no more', async () => {
    const { open } = await setUp({ streams: 2 });
    const [first] = [await open(), await open('/api/events', { authorization: 'Bearer b' })];
    const refused = await open();
    expect([refused.answer.statusCode, refused.answer.headers['retry-after']]).toEqual([429, '30']);
    first.destroy();
    await until(async () => expect((await open()).answer.statusCode).toBe(200));
  });

  it('ends when the server closes, which does not wait for it', async () => {
    const { open, server } = await setUp();
    const { read, isOver } = await open();
    read();
    await server.close();
    await until(() => expect(isOver()).toBe(true));
  });

  it('keeps little for who does not read, and tells that listener to reload', async () => {
    const { open, say, said } = await setUp({}, { count: 1000, size: 1_000_000 });
    const slow = await open();
    for (let round = 0; round < 80; round += 1) {
      say(10, 'x'.repeat(50_000));
      await new Promise(setImmediate);
    }
    slow.read();
    await until(() => expect(slow.text()).toContain('event: reload\n'));
    say(1, 'last');
    await until(() => expect(slow.text()).toContain(`"${said()}last"`));
    expect(slow.text().length).toBeLessThan(25_000_000);
    slow.destroy();
  });

  it('gives up who takes nothing for long', async () => {
    const { open, say } = await setUp({ heartbeat: 10, streams: 1 }, { count: 1000, size: 20_000_000 });
    const stuck = await open();
    for (let round = 0; round < 40; round += 1) {
      say(10, 'x'.repeat(50_000));
      await new Promise(setImmediate);
    }
    await until(async () => expect((await open()).answer.statusCode).toBe(200));
    stuck.destroy();
  });

  it('never leaves a gap without a word, and tells nothing twice, wherever it is cut', async () => {
    const numberOf = ({ id }: { readonly id: string }) => Number(id.split('-')[1]);
    const step = fc.record({
      before: fc.integer({ min: 0, max: 8 }),
      during: fc.integer({ min: 0, max: 4 }),
      cutAfter: fc.integer({ min: 1, max: 600 }),
      pieces: fc.integer({ min: 1, max: 50 }),
    });
    const all = fc.tuple(fc.array(step, { maxLength: 6 }), fc.integer({ min: 1, max: 6 }));
    await fc.assert(
      fc.asyncProperty(all, async ([steps, count]) => {
        const { say, said, listen, server } = await setUp({}, { count, size: 1_000_000 });
        let last: string | null = null;
        let heard = 0;
        let isBegun = false;
        const outcomes: (readonly [is: string, shouldBe: string])[] = [];

        function hear(message: StreamMessage): void {
          const number = numberOf(message);
          last = message.id;
          if (message.kind === 'event') outcomes.push([(message.data as { text: string }).text, String(heard + 1)]);
          if (message.kind === 'position' && isBegun) outcomes.push([String(number), String(heard)]);
          isBegun = true;
          heard = number;
        }

        for (const { before, during, cutAfter, pieces } of [
          ...steps,
          { before: 0, during: 0, cutAfter: Infinity, pieces: 1000 },
        ]) {
          say(before);
          const abort = new AbortController();
          let isSaid = false;
          const leaveWhenDone = () => {
            if (!isSaid) say(during);
            isSaid = true;
            if (heard === said()) abort.abort();
          };
          const ended = listen(
            last,
            abort.signal,
            (message) => {
              hear(message);
              queueMicrotask(leaveWhenDone);
            },
            cutFetch(cutAfter, pieces),
          );
          await expect(ended).rejects.toBeInstanceOf(Error);
        }
        expect(outcomes.filter(([is, shouldBe]) => is !== shouldBe)).toEqual([]);
        expect(heard).toBe(said());
        await server.close();
        servers.splice(servers.indexOf(server), 1);
      }),
      { numRuns: 60 },
    );
  });
});
