import { afterEach, describe, expect, it } from 'vitest';
import { text } from './faults/fault.ts';
import { createNaiveClient } from './faults/naive-client.ts';
import { createFieldElektrad, type FieldElektrad, type FieldElektradOptions } from './field-elektrad.ts';

let field: FieldElektrad;
afterEach(() => field.stop());

async function start(options: FieldElektradOptions = {}) {
  field = await createFieldElektrad(options);
  return createNaiveClient(field.url, 'kept');
}

const keys = (count: number) => Array.from({ length: count }, (_each, at) => text(`user:/keys/${at}`, 'value'));

describe("the double of the field's elektrad", () => {
  it('shows 111 keys that libelektra has of its own', async () => {
    const { ls } = await (await start()).get('system:/elektra');
    expect(ls).toHaveLength(111);
    expect(ls).toContain('system:/elektra/version/constants/KDB_VERSION');
  });

  it('adopts the cookie it is sent, and answers it once', async () => {
    await start();
    const headers = { cookie: 'session=chosen' };
    const cookies = [];
    for (const _each of [1, 2]) {
      cookies.push((await fetch(`${field.url}/version`, { headers })).headers.get('set-cookie'));
    }
    expect(cookies).toEqual(['session=chosen; Max-Age=3600; HttpOnly', null]);
    expect(field.sessions().map(({ cookie }) => cookie)).toEqual(['chosen']);
  });

  it.each([
    ['GET', '/nothing', 404, '404 page not found\n'],
    ['GET', '/kdb/user%3A%2Fa%0Ab', 404, '404 page not found\n'],
    ['POST', '/kdbCp/user:/a', 404, '404 page not found\n'],
    ['POST', '/kdb/user:/a', 405, ''],
    ['PUT', '/kdb', 405, ''],
    ['HEAD', '/version', 405, ''],
  ])('answers %s %s with %i and makes no session', async (method, path, status, body) => {
    const naive = await start();
    expect(await naive.send(method, path)).toMatchObject({ status, text: body });
    expect(field.log.sessionCount()).toBe(0);
  });

  it.each([
    ['GET', '/kdb/user', 400],
    ['GET', '/kdb/user:/a?preload=10', 400],
    ['GET', '/kdb/user:/a?preload=x', 400],
    ['PUT', '/kdb/user:/a', 400, 'plain'],
    ['PUT', '/kdb/user:/a', 400, '{"value":"x"}'],
    ['PUT', '/kdb/user:/a', 400],
    ['POST', '/kdbMeta/user', 500, '{"key":"a","value":"b"}'],
    ['POST', '/kdbMeta/user:/a', 400, '{"key":""}'],
    ['POST', '/kdbMetaBulk/user:/a', 400, '{}'],
    ['POST', '/kdbMetaBulk/user', 500, '{"meta":[]}'],
    ['DELETE', '/kdbMeta/user:/a', 404, '{"key":"a"}'],
    ['DELETE', '/kdb/user:/a%5Cb', 400],
  ])('refuses %s %s with %i and no body', async (method, path, status, body?) => {
    const naive = await start();
    expect(await naive.send(method, path, body)).toMatchObject({ status, text: '', type: '' });
    expect(field.stored()).toEqual([]);
  });

  it.each([
    ['/kdb//user:/a', '/kdb/user:/a'],
    ['/kdb/user%3A%2Fa%2F%2Fb', '/kdb/user:/a/b'],
    ['/kdb/user:%2Fa%2F%2E%2E%2Fb?preload=1', '/kdb/user:/b?preload=1'],
    ['/kdb/user:/a%5C%2F%2E%2Fb%20c', '/kdb/user:/a%5C/b%20c'],
  ])('redirects %s to %s', async (path, location) => {
    await start();
    const { status, headers } = await fetch(field.url + path, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([301, location]);
  });

  it('keeps sessions apart: what another program writes is read, what a session has not stored is its own', async () => {
    const naive = await start({ keys: keys(1) });
    const other = createNaiveClient(field.url, 'other');
    await Promise.all([naive.get('user:/keys/0'), other.get('user:/keys/0')]);
    await field.kdb.set('user:/keys/0', 'of kdb');
    expect((await naive.get('user:/keys/0')).value).toBe('of kdb');
    await naive.put('default:/mine', 'v');
    expect((await naive.get('default:/mine')).exists).toBe(true);
    expect((await other.get('default:/mine')).exists).toBe(false);
  });

  it('skips keys that only lie below what is not there', async () => {
    const naive = await start({ keys: ['a', 'b/c', 'd'].map((path) => text(`user:/p/${path}`, 'v')) });
    expect((await naive.get('user:/p')).children?.map(({ name }) => name)).toEqual(['a', 'd']);
  });

  it('writes the whole file for each key', async () => {
    const naive = await start({ keys: keys(1_000) });
    await naive.put('user:/small', 'v');
    await naive.put('system:/small', 'v');
    const [large = 0, small = 0] = field.log.writes().map(({ bytes }) => bytes);
    expect(large).toBeGreaterThan(500 * small);
  });

  it('counts what the sessions take in memory', async () => {
    const naive = await start({ keys: keys(10_000) });
    await naive.get('user:/keys');
    const [session] = field.sessions();
    expect(session?.keys).toBe(10_111);
    expect(session?.bytes).toBeGreaterThan(2_000_000);
    expect(session?.bytes).toBeLessThan(4_000_000);
  });

  it('meets a kdb command as often as it is told', async () => {
    const chances = [0.9, 0.01, 0.5, 0.04];
    const naive = await start({ conflictShare: 0.05, random: () => chances.shift() ?? 1 });
    const outcomes = [];
    for (let at = 0; at < 5; at += 1) outcomes.push(await naive.put(`user:/${at}`, 'v'));
    expect(outcomes).toEqual([true, false, true, false, true]);
  });

  it('killed in the middle of a write, shows after a new start what was stored before, in a new session', async () => {
    const naive = await start();
    await naive.put('user:/before', 'stored');
    const { reached } = field.holdNextWrite();
    const write = naive.put('user:/during', 'lost');
    await reached;
    await Promise.all([expect(write).rejects.toThrow(), field.kill()]);
    await field.restart();
    expect((await naive.get('user:/')).ls).toEqual(['user:/before']);
    expect(field.log.sessionCount()).toBe(2);
  });
});
