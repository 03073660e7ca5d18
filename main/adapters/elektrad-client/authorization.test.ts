import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DIRECTLY } from '#shared/model/connection-change.ts';
import type { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Credentials } from '#shared/model/credentials.ts';
import { authorizationOf } from './authorization.ts';
import { createClientUnderTest, UNWATCHED, type ClientUnderTest } from './testing/client-under-test.ts';
import { createGate } from './testing/gate.ts';
import { startRecordingHost, type RecordingHost } from './testing/recording-host.ts';

const TOKEN: Credentials = { kind: 'bearer', token: 'the-secret-token' };
let client: ClientUnderTest;
let host: RecordingHost;
let other: RecordingHost;
beforeEach(async () => {
  client = createClientUnderTest();
  [host, other] = await Promise.all([startRecordingHost(null), startRecordingHost(null)]);
});
afterEach(async () => {
  await client.elektrads.close();
  await Promise.all([host.close(), other.close()]);
});

const withToken = (token: string) => ({
  credentialsId: token,
  readCredentials: async (): Promise<Credentials> => ({ kind: 'bearer', token }),
});
const probe = (credentials: Credentials) =>
  client.elektrads.probe({ host: host.url, connection: DIRECTLY, credentials }, UNWATCHED);
const sentTo = ({ requests }: RecordingHost) => requests.map(({ headers }) => headers.authorization);

describe('authorizationOf', () => {
  it.each<[Credentials, string | null]>([
    [{ kind: 'none' }, null],
    [{ kind: 'bearer', token: 'abc' }, 'Bearer abc'],
    // RFC 7617, section 2 and 2.1.
    [{ kind: 'basic', username: 'Aladdin', password: 'open sesame' }, 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='],
    [{ kind: 'basic', username: 'test', password: '123£' }, 'Basic dGVzdDoxMjPCow=='],
  ])('of %j', (credentials, value) => {
    expect(authorizationOf(credentials)).toBe(value);
  });
});

describe('credentials', () => {
  it('go with every request, are read once, and not before they are needed', async () => {
    let readings = 0;
    const readCredentials = async () => {
      readings += 1;
      return TOKEN;
    };
    const elektrad = client.connect(host.url, { credentialsId: 'c', readCredentials });
    expect(readings).toBe(0);
    await elektrad.version(UNWATCHED);
    await elektrad.version(UNWATCHED);
    await elektrad.alive(UNWATCHED);
    expect(sentTo(host)).toEqual(Array(3).fill('Bearer the-secret-token'));
    expect(readings).toBe(1);
  });

  it.each([301, 302, 303, 307, 308])('go nowhere else when the host redirects with %i', async (status) => {
    host.answer((_request, response) => response.writeHead(status, { location: `${other.url}/version` }).end());
    const elektrad = client.connect(host.url, withToken('t'));
    await expect(elektrad.version(UNWATCHED)).rejects.toMatchObject({ code: 'INSTANCE_PROTOCOL' });
    await expect(probe(TOKEN)).rejects.toMatchObject({ code: 'INSTANCE_PROTOCOL' });
    expect(host.requests.length).toBeGreaterThan(0);
    expect(other.requests).toEqual([]);
  });

  it('of one instance do not go to the host of another', async () => {
    await client.connect(host.url, { id: 'a', ...withToken('of a') }).version(UNWATCHED);
    await client.connect(other.url, { id: 'b', ...withToken('of b') }).version(UNWATCHED);
    expect(sentTo(host)).toEqual(['Bearer of a']);
    expect(sentTo(other)).toEqual(['Bearer of b']);
  });

  it('that are replaced or taken away are not sent any more', async () => {
    await client.connect(host.url, withToken('old')).version(UNWATCHED);
    await client.connect(host.url, withToken('new')).version(UNWATCHED);
    await client.connect(host.url).version(UNWATCHED);
    expect(sentTo(host)).toEqual(['Bearer old', 'Bearer new', undefined]);
  });

  it('that cannot be read now are read again for the next request', async () => {
    let isLocked = true;
    const readCredentials = async () => {
      if (isLocked) throw new Error('locked');
      return TOKEN;
    };
    const elektrad = client.connect(host.url, { credentialsId: 'c', readCredentials });
    await expect(elektrad.version(UNWATCHED)).rejects.toThrow('locked');
    expect(host.requests).toEqual([]);
    isLocked = false;
    await elektrad.version(UNWATCHED);
    expect(sentTo(host)).toEqual(['Bearer the-secret-token']);
  });

  it.each([401, 403])('that the host refuses with %i are said to be refused', async (status) => {
    host.answer((_request, response) => response.writeHead(status).end());
    const refused = { code: 'INSTANCE_CREDENTIALS', data: { host: host.url, by: 'host' } };
    const elektrad = client.connect(host.url, withToken('t'));
    await expect(elektrad.version(UNWATCHED)).rejects.toMatchObject(refused);
    await expect(elektrad.read('user:/a', 0, UNWATCHED)).rejects.toMatchObject(refused);
    await expect(elektrad.turn((turn) => turn.set('user:/a', '1'), UNWATCHED)).rejects.toMatchObject(refused);
    await expect(probe(TOKEN)).rejects.toMatchObject(refused);
  });

  it.each<[string, Credentials, string]>([
    ['a token', TOKEN, 'the-secret-token'],
    ['a password', { kind: 'basic', username: 'ada', password: 'pass "word" ü' }, 'pass "word" ü'],
    ['a header', { kind: 'basic', username: 'ada', password: 'pass' }, 'YWRhOnBhc3M='],
  ])('are in no words of ours, though the host repeats %s', async (_what, credentials, secret) => {
    const words = JSON.stringify({ error: `C01200 Reason: not for ${secret} (${encodeURIComponent(secret)})` });
    const elektrad = client.connect(host.url, { credentialsId: 'c', readCredentials: async () => credentials });
    const errors = async () => {
      const asked = [elektrad.version(UNWATCHED), elektrad.read('user:/a', 0, UNWATCHED), probe(credentials)];
      const settled = await Promise.allSettled(asked);
      return settled.map((each) => (each.status === 'rejected' ? each.reason : null) as ElektraError | null);
    };
    host.answer((_request, response) => response.writeHead(400).end(words));
    const refusals = await errors();
    host.answer((_request, response) => response.writeHead(302, { location: `/${encodeURIComponent(secret)}` }).end());
    for (const error of [...refusals, ...(await errors())]) {
      expect(error?.message).toMatch(/not for …|redirects/);
      const told = JSON.stringify([error?.message, error?.data]);
      for (const hidden of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
        expect(told).not.toContain(hidden);
    }
  });

  it('that are tried side by side each get their own answer', async () => {
    const gate = createGate();
    host.answer(({ headers }, response) => {
      if (headers.authorization === 'Bearer wrong') void gate.pass().then(() => response.writeHead(401).end());
      else response.end('{"api":1,"elektra":{"version":"0.11.0","major":0,"minor":11,"micro":0}}');
    });
    const wrong = probe({ kind: 'bearer', token: 'wrong' });
    await gate.reached;
    const right = probe(TOKEN);
    gate.open();
    await expect(wrong).rejects.toMatchObject({ code: 'INSTANCE_CREDENTIALS' });
    expect((await right).version.api).toBe(1);
  });
});
