import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { createSession, type Opened, type Session } from './session.ts';
import { createClientUnderTest, UNWATCHED, type ClientUnderTest } from './testing/client-under-test.ts';
import { startFieldServer, type FieldServer } from './testing/field-server.ts';
import { createGate } from './testing/gate.ts';

let server: FieldServer;
let client: ClientUnderTest;

beforeEach(async () => {
  server = await startFieldServer();
  client = createClientUnderTest();
  for (let at = 0; at < 20; at += 1) server.keys.set(`user:/app/k${at}`, { value: `${at}`, meta: {} });
});

afterEach(async () => {
  await client.elektrads.close();
  await server.kill();
});

function readAll(host: string): Promise<unknown> {
  const elektrad = client.connect(host);
  return Promise.all([...server.keys.keys()].map((name) => elektrad.read(name, 0, UNWATCHED)));
}

describe('the session of an instance', () => {
  it('is one, where a client without a cookie opens one per request', async () => {
    for (const name of server.keys.keys()) await fetch(`${server.url}/kdb/${encodeURIComponent(name)}`);
    expect(server.handles).toHaveLength(20);
    server.handles.length = 0;

    await readAll(server.url);
    await readAll(server.url);
    expect(server.handles).toEqual(['secret-1']);
  });

  it('is opened by one request alone, where requests that come together open several', async () => {
    const cookie = { headers: { cookie: 'session=chosen' } };
    const together = createGate();
    server.fault(async () => {
      if (server.requests.length === 10) together.open();
      await together.pass();
      return false;
    });
    await Promise.all(Array.from({ length: 10 }, () => fetch(`${server.url}/version`, cookie)));
    expect(server.handles).toHaveLength(10);
    server.handles.length = 0;
    server.requests.length = 0;

    const gate = createGate();
    server.fault(async ({ route }) => {
      if (route === '/version') await gate.pass();
      return false;
    });
    const reads = readAll(server.url);
    await gate.reached;
    expect(server.requests.map(({ route }) => route)).toEqual(['/version']);
    gate.open();
    await reads;
    expect(server.handles).toEqual(['secret-1']);
    expect(server.busiest()).toBeGreaterThan(1);
  });

  it('is named in every routed request', async () => {
    const elektrad = client.connect(server.url);
    await readAll(server.url);
    await elektrad.find('app', UNWATCHED);
    await elektrad.turn(async (turn) => {
      await turn.set('user:/a', '1');
      await turn.setMeta('user:/a', 'type', 'long');
      await turn.remove(['user:/a']);
    }, UNWATCHED);
    await elektrad.version(UNWATCHED);
    expect(new Set(server.requests.map(({ session }) => session))).toEqual(new Set(['secret-1']));
  });

  it('is saved before its first request leaves', async () => {
    const gate = createGate();
    const elektrad = client.connect(server.url, { saveSession: () => gate.pass() });
    const reading = elektrad.read('user:/app/k1', 0, UNWATCHED);
    await gate.reached;
    expect(server.requests).toEqual([]);
    gate.open();
    await reading;
    expect(server.requests.map(({ session }) => session)).toEqual(['secret-1', 'secret-1']);
  });

  it('is not opened when it cannot be saved', async () => {
    const full = new ElektraError('STORAGE_FAILED', 'no space', { data: { reason: 'no space' } });
    const elektrad = client.connect(server.url, { saveSession: () => Promise.reject(full) });
    await expect(elektrad.read('user:/app/k1', 0, UNWATCHED)).rejects.toBe(full);
    expect(server.requests).toEqual([]);
  });

  it('is used again after our restart, its first request alone', async () => {
    const elektrad = client.connect(server.url, { session: 'from-last-time' });
    await Promise.all(Array.from({ length: 10 }, () => elektrad.read('user:/app', 0, UNWATCHED)));
    expect(server.handles).toEqual(['from-last-time']);
    expect(client.saved).toEqual([]);
  });

  it('is opened anew by one request alone when the elektrad was restarted', async () => {
    await readAll(server.url);
    await server.restart();
    server.requests.length = 0;
    server.handles.length = 0;
    const gate = createGate();
    server.fault(async () => {
      await gate.pass();
      return false;
    });
    const reads = readAll(server.url);
    await gate.reached;
    await setImmediate();
    expect(server.requests.map(({ route }) => route)).toEqual(['/version']);
    gate.open();
    await reads;
    expect(server.handles).toEqual(['secret-1']);
    expect(client.saved).toEqual(['secret-1']);
  });

  it('is opened anew by one request alone when the elektrad dies under the requests', async () => {
    await readAll(server.url);
    let killed: Promise<void> | null = null;
    server.fault(async () => {
      // The process dies with all requests in its handlers, and is started anew at once.
      killed ??= server.restart().then(() => server.fault(null));
      await killed;
      return true;
    });
    server.handles.length = 0;
    await readAll(server.url);
    expect(server.handles).toEqual(['secret-1']);
  });

  it('is opened by one request alone after 50 idle minutes, before the elektrad has dropped it', async () => {
    await readAll(server.url);
    const versions = () => server.requests.filter(({ route }) => route === '/version').length;
    client.time.now += 49 * 60_000;
    await readAll(server.url);
    expect(versions()).toBe(1);
    client.time.now += 50 * 60_000;
    await readAll(server.url);
    expect(versions()).toBe(2);
  });

  it('follows a server that insists on its own', async () => {
    server.fault(({ route, session }, response) => {
      if (route === '/version' && session !== 'theirs') response.setHeader('set-cookie', 'session=theirs; Path=/');
      return false;
    });
    // The field server sets its own header only for cookies it does not know.
    await fetch(`${server.url}/version`, { headers: { cookie: 'session=secret-1' } });
    await readAll(server.url);
    expect(client.saved).toEqual(['secret-1', 'theirs']);
    expect(server.requests.at(-1)?.session).toBe('theirs');
  });

  it('works with a server that closes each connection', async () => {
    server.fault((_request, response) => {
      response.setHeader('connection', 'close');
      return false;
    });
    await readAll(server.url);
    expect(server.handles).toEqual(['secret-1']);
  });
});

describe('createSession', () => {
  const opened: Opened = {
    version: { api: 1, elektra: { version: '0.11.0', major: 0, minor: 11 } },
    latencyMs: 1,
    cookie: null,
  };

  function session(open: (headers: string[]) => Promise<Opened>, requests = 2): Session {
    let cookies = 0;
    return createSession({
      cookie: null,
      savedCookie: null,
      clock: { now: () => 0, after: () => () => undefined },
      idleMs: 1,
      requests,
      newCookie: () => `cookie-${++cookies}`,
      authorization: async () => [],
      save: async () => undefined,
      open,
    });
  }

  it('opens once more when it is renewed while it is being opened', async () => {
    const gate = createGate();
    const sent: string[] = [];
    const renewed = session(async (headers) => {
      sent.push(headers.join('='));
      await gate.pass();
      return opened;
    });
    const run = renewed.run(async (headers) => headers.join('='), 1000);
    await gate.reached;
    renewed.renew();
    gate.open();
    expect(await run).toBe('cookie=session=cookie-2');
    expect(sent).toEqual(['cookie=session=cookie-1', 'cookie=session=cookie-2']);
  });

  it('waits with opening until nothing is under way', async () => {
    const gate = createGate();
    let openings = 0;
    const doubted = session(async () => {
      openings += 1;
      return opened;
    });
    const slow = doubted.run(() => gate.pass(), 1000);
    await gate.reached;
    doubted.doubt();
    const next = doubted.run(async () => openings, 1000);
    await setImmediate();
    expect(openings).toBe(1);
    gate.open();
    await slow;
    expect(await next).toBe(2);
  });

  it('lets so many requests leave at once and the others in the order in which they came', async () => {
    const gates = [createGate(), createGate(), createGate(), createGate()];
    const began: number[] = [];
    const limited = session(async () => opened);
    const runs = gates.map((gate, at) =>
      limited.run(async () => {
        began.push(at);
        await gate.pass();
      }, 1000),
    );
    await gates[1]?.reached;
    expect(began).toEqual([0, 1]);
    gates[1]?.open();
    await gates[2]?.reached;
    gates[0]?.open();
    await gates[3]?.reached;
    expect(began).toEqual([0, 1, 2, 3]);
    for (const gate of gates) gate.open();
    await Promise.all(runs);
  });

  it('ends the wait by time limit and by cancellation, and keeps the place for others', async () => {
    const gate = createGate();
    const limited = session(async () => opened, 1);
    const first = limited.run(() => gate.pass(), 1000);
    await gate.reached;
    await expect(limited.run(async () => 'late', 1)).rejects.toMatchObject({ kind: 'timeout', sent: false });
    const controller = new AbortController();
    const cancelled = limited.run(async () => 'cancelled', 1000, controller.signal);
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'CancelledError' });
    const patient = limited.run(async () => 'patient', 1000);
    gate.open();
    await first;
    expect(await patient).toBe('patient');
  });

  it('tells everybody who waits why it could not be opened, and tries again for the next', async () => {
    let attempts = 0;
    const failing = session(async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('refused');
      return opened;
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => failing.run(async () => 'ran', 1000)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(attempts).toBe(1);
    expect(await failing.run(async () => 'ran', 1000)).toBe('ran');
  });
});
