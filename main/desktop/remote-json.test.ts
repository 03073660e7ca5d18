import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { CancelledError } from '#shared/contract/cancelled.ts';
import { createHttpSend } from '#shared/contract/http-client.ts';
import type { HttpFetch } from '#shared/contract/http-fetch.ts';
import { defineContract } from '#shared/contract/operation.ts';
import { STRAIGHT_OUT } from '../adapters/elektrad-client/way-out.ts';
import { createClosers } from '../closers.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { createPace, type Pace } from '../platform/pace.ts';
import { createRemoteFleet } from './remote-fleet.ts';
import { createRemoteJson } from './remote-json.ts';

const about = { kind: 'query', role: 'viewer', input: z.strictObject({}), output: z.unknown(), errors: [] } as const;
const contract = defineContract({
  'a.json': { ...about, summary: 'a', http: { method: 'GET', path: '/a', success: 200 }, parts: z.unknown() },
  'a.page': { ...about, summary: 'b', http: { method: 'GET', path: '/b', success: 200, reply: 'page' } },
  'a.field': { ...about, summary: 'c', http: { method: 'GET', path: '/c', success: 200, reply: { field: 'x' } } },
  'a.none': { ...about, summary: 'd', http: { method: 'GET', path: '/d', success: 204, reply: 'none' } },
});

/** Rests whenever it may. */
const restless = (signal?: AbortSignal): Pace => ({ ...createPace(undefined, signal), isDue: () => true });

/** An answer that comes in pieces cut anywhere, in the middle of characters as well. */
function answering(status: number, type: string, text: string, cuts: readonly number[]): HttpFetch {
  const bytes = new TextEncoder().encode(text);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return async () => {
    const pieces = places.slice(1).map((to, at) => bytes.slice(places[at], to));
    const read = async () => {
      const value = pieces.shift();
      return value === undefined ? { done: true } : { done: false, value };
    };
    return {
      status,
      headers: { get: (name) => (name === 'content-type' ? type : null) },
      text: async () => new TextDecoder().decode(bytes),
      body: { getReader: () => ({ read }) },
    };
  };
}

async function outcome(fetch: HttpFetch, name: string, inSteps: boolean): Promise<unknown> {
  const parts: unknown[] = [];
  const steps = inSteps ? { parseJson: createRemoteJson(restless, 1) } : {};
  try {
    const send = createHttpSend(contract, { baseUrl: 'http://host', fetch, ...steps });
    return { reply: await send(name, {}, { onPart: (part) => parts.push(part) }), parts };
  } catch (error) {
    const { name: kind, message } = error as Error;
    return { kind, message, parts };
  }
}

const error = fc.record({ code: fc.constantFrom('KEY_NOT_FOUND', 'TEAPOT'), name: fc.string(), message: fc.string() });
const json = fc.oneof(
  fc.jsonValue(),
  fc.array(fc.string({ unit: 'binary' })),
  fc.record({ error }),
  fc.record({ output: fc.jsonValue() }),
);
const lines = fc.array(fc.oneof(fc.record({ part: fc.jsonValue() }), json), { maxLength: 4 });
const spoilt = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  fc.tuple(fc.nat(), fc.constantFrom('"', '}', ',', '\n', 'é', '')),
);
const kind = fc.constantFrom('application/json', 'application/x-ndjson');

describe('what a remote clusterd answers', () => {
  it('comes to the same in steps as in one, whatever it is and however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          name: fc.constantFrom(...Object.keys(contract)),
          status: fc.constantFrom(200, 204, 404, 502),
          kind,
        }),
        lines,
        spoilt,
        fc.array(fc.nat(), { maxLength: 12 }),
        async ({ name, status, kind: type }, values, spoil, cuts) => {
          const end = type === 'application/json' ? '' : '\n';
          const whole = (end === '' ? values.slice(0, 1) : values)
            .map((value) => `${JSON.stringify(value)}${end}`)
            .join('');
          const at = spoil === null ? whole.length : spoil[0] % (whole.length + 1);
          const text = spoil === null ? whole : whole.slice(0, at) + spoil[1] + whole.slice(at + 1);
          const fetch = answering(status, type, text, cuts);
          expect(await outcome(fetch, name, true)).toStrictEqual(await outcome(fetch, name, false));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is given up between two steps when nobody wants it any more', async () => {
    const text = JSON.stringify(Array.from({ length: 200_000 }, (_each, at) => `name ${at}`));
    const abort = new AbortController();
    let rests = 0;
    const counting = (signal?: AbortSignal): Pace => {
      const { isDue, rest } = restless(signal);
      return {
        isDue,
        rest() {
          rests += 1;
          if (rests === 3) abort.abort();
          return rest();
        },
      };
    };
    const fetch = answering(200, 'application/json', text, []);
    const send = createHttpSend(contract, { baseUrl: 'http://host', fetch, parseJson: createRemoteJson(counting) });
    await expect(send('a.json', {}, { signal: abort.signal })).rejects.toBeInstanceOf(CancelledError);
    expect(rests).toBe(3);
  });
});

describe('a remote fleet', () => {
  const opened = createClosers();
  afterEach(async () => {
    vi.restoreAllMocks();
    await opened.close();
  });

  it.each([
    ['an answer', 'application/json', (text: string) => text],
    ['the end of an answer in parts', 'application/x-ndjson', (text: string) => `{"output":${text}}\n`],
  ])('never parses %s of megabytes at once', async (_what, type, written) => {
    const names = Array.from({ length: 100_000 }, (_each, at) => `user:/large/p${at % 100}/k${at}`);
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': type });
      response.end(written(JSON.stringify(names)));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    opened.add(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const fleet = createRemoteFleet({
      way: { url, ca: null, fingerprint: null },
      token: 'token',
      wayOut: STRAIGHT_OUT,
      clock: createSystemClock(),
      onConnection: () => undefined,
    });
    opened.add(fleet.close);
    const parse = vi.spyOn(JSON, 'parse');
    const call = { caller: null, requestId: 'r', signal: new AbortController().signal, report: () => undefined };
    const reply = await fleet.dispatcher.dispatch('keys.find', { id: 'a', query: '.' }, call);
    const longest = Math.max(...parse.mock.calls.map(([text]) => text.length));
    vi.restoreAllMocks();
    expect(reply).toEqual({ ok: true, value: names });
    expect(longest).toBeLessThan(200_000);
  });
});
