import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Elektrad } from '../../clusterd/ports.ts';
import { createClientUnderTest, UNWATCHED, type ClientUnderTest } from './testing/client-under-test.ts';
import { answer, refuse, startFieldServer, type FieldServer } from './testing/field-server.ts';
import { createGate } from './testing/gate.ts';

const KEY = 'user:/app/port';
const OUT_OF_RANGE =
  "C03200 Validation Semantic - Value '99' of key user:/app/port not within range 1-10\nMountpoint: user:/app\nConfigfile: /etc/app.ini";

let server: FieldServer;
let client: ClientUnderTest;
let elektrad: Elektrad;

beforeEach(async () => {
  server = await startFieldServer();
  server.keys.set(KEY, { value: 'old', meta: {} });
  client = createClientUnderTest();
  elektrad = client.connect(server.url);
});

afterEach(async () => {
  await client.elektrads.close();
  await server.kill();
});

const set = (value: string, key = KEY) => elektrad.turn((turn) => turn.set(key, value), UNWATCHED);
const setMeta = (metakey: string, value: string | null, key = KEY) =>
  elektrad.turn((turn) => turn.setMeta(key, metakey, value), UNWATCHED);
const writes = () => server.requests.filter(({ method }) => method === 'PUT' || method === 'POST').length;
const stored = () => server.keys.get(KEY)?.value;

/** The next `times` writes are answered with success and lost, as on a conflict C02000 in the field's handler. */
function loseWrites(times: number): void {
  let lost = 0;
  server.fault(({ method }, response) => {
    if ((method !== 'PUT' && method !== 'POST') || lost === times) return false;
    lost += 1;
    answer(response, 200, '');
    return true;
  });
}

describe('a write', () => {
  it('that the elektrad loses with a success answer is sent again', async () => {
    loseWrites(3);
    expect(await set('new')).toEqual({ name: KEY, exists: true, value: 'new', meta: {} });
    expect(stored()).toBe('new');
    expect(client.pauses).toEqual([25, 50, 100]);
  });

  it('that is lost again and again fails clearly', async () => {
    loseWrites(Infinity);
    await expect(set('new')).rejects.toMatchObject({
      code: 'ELEKTRA_REJECTED',
      data: { number: 'C02000', key: KEY, reason: expect.stringContaining('still holds the old content') },
    });
    expect(writes()).toBe(6);
  });

  it('is repeated when another program wrote at the same moment', async () => {
    let conflicts = 2;
    server.fault(({ method }, response) => {
      if (method !== 'PUT' || conflicts === 0) return false;
      conflicts -= 1;
      return refuse(response, 'C01100 Resource - Conflict because other process writes to configuration');
    });
    expect((await set('new')).value).toBe('new');
    expect(client.saved).toHaveLength(1);
  });

  it('that only ever meets conflicts fails with the words of the last one, and leaves the session', async () => {
    server.fault(({ method }, response) => method === 'PUT' && refuse(response, 'C02000 Conflicting State - later'));
    await expect(set('new')).rejects.toMatchObject({ data: { number: 'C02000', reason: 'later' } });
    expect(writes()).toBe(6);
    expect(client.saved).toEqual(['secret-1', 'secret-2']);
  });

  it('is not repeated for other faults with the number of conflicts', async () => {
    server.fault(({ method }, response) => method === 'PUT' && refuse(response, 'C01100 Resource - Permission denied'));
    await expect(set('new')).rejects.toMatchObject({ data: { number: 'C01100', reason: 'Permission denied' } });
    expect(writes()).toBe(1);
  });

  it('that Elektra refuses leaves the session, where a client that keeps it can write no more', async () => {
    const poisoned = new Set<string | null>();
    server.fault(({ method, session, body }, response) => {
      if (method !== 'PUT') return false;
      if (body === '"99"') poisoned.add(session);
      return poisoned.has(session) && refuse(response, OUT_OF_RANGE);
    });
    const kept = { method: 'PUT', headers: { cookie: 'session=kept' } };
    const url = `${server.url}/kdb/${encodeURIComponent(KEY)}`;
    await fetch(url, { ...kept, body: '"99"' });
    expect((await fetch(url, { ...kept, body: '"5"' })).status).toBe(400);

    await expect(set('99')).rejects.toMatchObject({
      code: 'ELEKTRA_REJECTED',
      data: {
        number: 'C03200',
        description: 'Validation Semantic',
        reason: expect.stringContaining("Value '99'"),
        mountPoint: 'user:/app',
        file: '/etc/app.ini',
        key: KEY,
      },
    });
    expect(client.saved).toEqual(['secret-1', 'secret-2']);
    // The old content was looked at through the fresh session.
    expect(server.requests.at(-1)).toMatchObject({ method: 'GET', name: KEY, session: 'secret-2' });
    expect((await set('5')).value).toBe('5');
  });

  it('that is refused is not shown to those who read meanwhile', async () => {
    const isRefused = createGate();
    const shown = createGate();
    const poisoned = new Set<string | null>();
    server.fault(async ({ method, session, name }, response) => {
      if (method === 'PUT') {
        poisoned.add(session);
        // The refusal travels while somebody reads through the same session.
        await isRefused.pass();
        return refuse(response, OUT_OF_RANGE);
      }
      if (name !== KEY || !poisoned.has(session)) return false;
      isRefused.open();
      await shown.pass();
      answer(response, 200, JSON.stringify({ exists: true, name: 'port', path: KEY, ls: [KEY], value: '99' }));
      return true;
    });
    await elektrad.version(UNWATCHED);
    const refused = set('99');
    await isRefused.reached;
    const reading = elektrad.read(KEY, 0, UNWATCHED);
    await expect(refused).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED' });
    shown.open();
    expect((await reading).value).toBe('old');
  });

  it('that is refused and stored all the same counts as stored', async () => {
    server.fault(({ method }, response) => {
      if (method !== 'PUT') return false;
      server.keys.set(KEY, { value: 'new', meta: {} });
      return refuse(response, 'C01310 Internal - after the commit');
    });
    expect((await set('new')).value).toBe('new');
  });

  it('is reported as refused even when nothing can be read afterwards', async () => {
    server.fault(({ method, session }, response) => {
      if (method === 'PUT') return refuse(response, OUT_OF_RANGE);
      if (session !== 'secret-2') return false;
      response.destroy();
      return true;
    });
    await expect(set('99')).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED' });
  });

  it('that Elektra stores in its normal form succeeds with that form', async () => {
    let normalised = 0;
    server.fault(({ method }, response) => {
      if (method !== 'PUT') return false;
      normalised += 1;
      server.keys.set(KEY, { value: '#ff0000ff', meta: {} });
      answer(response, 200, '');
      return true;
    });
    expect((await set('red')).value).toBe('#ff0000ff');
    expect(normalised).toBe(2);
  });

  it('takes what another program wrote in between for no normal form', async () => {
    let isFirst = true;
    server.fault(({ method }, response) => {
      if (method !== 'PUT' || !isFirst) return false;
      isFirst = false;
      server.keys.set(KEY, { value: 'theirs', meta: {} });
      answer(response, 200, '');
      return true;
    });
    expect((await set('ours')).value).toBe('ours');
  });

  it('of a boolean is known in its normal form, also when that is the old content', async () => {
    server.keys.set(KEY, { value: '1', meta: { type: 'boolean' } });
    server.fault(({ method }, response) => {
      if (method === 'PUT') answer(response, 200, '');
      return method === 'PUT';
    });
    expect((await set('true')).value).toBe('1');
    expect(writes()).toBe(1);
  });

  it('without an answer is looked for, and not sent again when it is there', async () => {
    server.fault(({ method }, response) => {
      if (method !== 'PUT') return false;
      server.keys.set(KEY, { value: 'new', meta: {} });
      response.destroy();
      return true;
    });
    expect((await set('new')).value).toBe('new');
    expect(writes()).toBe(1);
  });

  it('whose handler panicked before it wrote is sent once more', async () => {
    let isFirst = true;
    server.fault(({ method }, response) => {
      if (method !== 'PUT' || !isFirst) return false;
      isFirst = false;
      response.destroy();
      return true;
    });
    expect((await set('new')).value).toBe('new');
    expect(writes()).toBe(2);
  });

  it('whose handler panics each time fails as unreachable: nothing was stored', async () => {
    server.fault(({ method }, response) => {
      if (method === 'PUT') response.destroy();
      return method === 'PUT';
    });
    await expect(set('new')).rejects.toMatchObject({ code: 'INSTANCE_UNREACHABLE' });
    expect(writes()).toBe(2);
  });

  it('that kills the process has an unknown outcome', async () => {
    server.fault(async ({ method }) => {
      if (method === 'PUT') await server.kill();
      return method === 'PUT';
    });
    await expect(set('new')).rejects.toMatchObject({
      code: 'INSTANCE_TIMEOUT',
      message: expect.stringContaining('unknown'),
    });
    await server.restart();
  });

  it('that takes too long succeeds when it is found stored, and is never sent again', async () => {
    const hasty = createClientUnderTest({ timeouts: { writeMs: 500 } });
    server.fault(({ method }) => {
      if (method === 'PUT') server.keys.set(KEY, { value: 'new', meta: {} });
      return method === 'PUT';
    });
    const late = hasty.connect(server.url);
    expect((await late.turn((turn) => turn.set(KEY, 'new'), UNWATCHED)).value).toBe('new');

    server.fault(({ method }) => method === 'PUT');
    const lost = late.turn((turn) => turn.set(KEY, 'newer'), UNWATCHED);
    await expect(lost).rejects.toMatchObject({ code: 'INSTANCE_TIMEOUT', data: { seconds: 0.5 } });
    expect(writes()).toBe(2);
    await hasty.elektrads.close();
  });

  it('behind a gateway that gives up is looked for', async () => {
    server.fault(({ method }, response) => {
      if (method !== 'PUT') return false;
      server.keys.set(KEY, { value: 'new', meta: {} });
      answer(response, 504, '');
      return true;
    });
    expect((await set('new')).value).toBe('new');
  });

  it('to a host that is down fails as unreachable, with nothing sent', async () => {
    await server.kill();
    await expect(set('new')).rejects.toMatchObject({ code: 'INSTANCE_UNREACHABLE' });
    expect(server.requests).toEqual([]);
    await server.restart();
  });

  it('of what the elektrad would cut or destroy is refused before anything is sent', async () => {
    server.keys.set('user:/blob', { value: 'bytes', meta: { binary: '' } });
    for (const value of ['a\0b', 'half \ud800 of a character']) {
      await expect(set(value)).rejects.toMatchObject({ code: 'VALUE_NOT_CARRIED' });
    }
    await expect(setMeta('description', 'a\0b')).rejects.toMatchObject({ code: 'VALUE_NOT_CARRIED' });
    await expect(set('text', 'user:/blob')).rejects.toMatchObject({ code: 'VALUE_NOT_CARRIED' });
    await expect(set('x'.repeat(1024 * 1024 + 1))).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(writes()).toBe(0);
    expect(server.keys.get('user:/blob')?.value).toBe('bytes');
  });

  it('to where nothing is stored, or where it kills the elektrad, is refused before anything is sent', async () => {
    for (const name of ['proc:/a', 'default:/a', '/a', 'meta:/a']) {
      await expect(set('1', name)).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
    }
    expect(writes()).toBe(0);
  });

  it.each(['', ' ', 'ä€😀', 'line\nbreak\r\n', '"quoted" \\ \u2028', '(binary)', 'x'.repeat(100_000)])(
    'of %j comes back as it was sent',
    async (value) => {
      expect((await set(value)).value).toBe(value);
      expect(stored()).toBe(value);
    },
  );
});

describe('a write of metadata', () => {
  it('is read back, sent again when it was lost, and removed with null', async () => {
    loseWrites(1);
    await setMeta('type', 'long');
    expect(server.keys.get(KEY)?.meta).toEqual({ type: 'long' });
    await setMeta('type', null);
    expect(server.keys.get(KEY)).toEqual({ value: 'old', meta: {} });
  });

  it('does not make a missing key in order to remove a metakey from it', async () => {
    await setMeta('type', null, 'user:/missing');
    expect(server.keys.has('user:/missing')).toBe(false);
  });

  it('refuses names that the elektrad would store as the empty one', async () => {
    for (const metakey of ['', 'comment\\', '\0']) {
      await expect(setMeta(metakey, 'x')).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
    }
    expect(writes()).toBe(0);
  });

  it('maps the empty 500 of a bad key name', async () => {
    server.fault(({ method }, response) => {
      if (method === 'POST') answer(response, 500, '');
      return method === 'POST';
    });
    await expect(setMeta('type', 'long')).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
  });
});

describe('a metakey that is taken off', () => {
  it('is off when what spec: says shows in its place', async () => {
    server.keys.set(KEY, { value: '1', meta: { type: 'long' } });
    server.fault(({ method }, response) => {
      if (method !== 'POST') return false;
      server.keys.set(KEY, { value: '1', meta: { type: 'short' } });
      answer(response, 204, '');
      return true;
    });
    await setMeta('type', null);
    expect(server.keys.get(KEY)?.meta).toEqual({ type: 'short' });
  });
});
