import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { clusterdUnderTest, type ClusterdUnderTest } from '../clusterd/testing/clusterd-under-test.ts';
import type { HttpServer } from '../transport/http/http-server.ts';
import { serveOpen } from './serve-open.ts';

let test: ClusterdUnderTest;
let server: HttpServer;
let port: number;

beforeEach(async () => {
  test = await clusterdUnderTest();
  ({ server, port } = await serveOpen(test.clusterd));
  for (const id of ['a', 'b']) await test.call('instances.create', { id, name: id, host: `http://${id}:1` });
});
afterEach(() => server.close());

async function ask(method: string, path: string, body?: unknown, type = 'application/json') {
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`http://127.0.0.1:${port}/api/clusters${path}`, {
    method,
    ...(body === undefined ? {} : { body: payload, headers: { 'content-type': type } }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
}

const value = (id: string, key: string) => test.elektrads.host(`http://${id}:1`).keys.get(key)?.value;

describe('an old client of clusters', () => {
  it('makes one with an id of its own, lists, changes and removes it', async () => {
    const web = { id: 'web', name: 'web', description: 'x', parentId: null };
    expect(await ask('POST', '', { id: 'web', name: 'web', description: 'x' })).toMatchObject({
      status: 201,
      body: web,
    });
    expect(await ask('GET', '')).toMatchObject({ status: 200, body: [web] });
    expect(await ask('PUT', '/web', { name: 'web 2' })).toMatchObject({ status: 200, body: { name: 'web 2' } });
    expect(await ask('GET', '/web')).toMatchObject({ status: 200, body: { name: 'web 2', description: 'x' } });
    expect(await ask('DELETE', '/web', {})).toEqual({ status: 200, body: { id: 'web' } });
    expect(await ask('GET', '/web')).toMatchObject({ status: 404, body: { error: { name: 'ClusterNotFoundError' } } });
  });

  it('puts instances in and takes them out, and is told by name that one is elsewhere', async () => {
    for (const id of ['web', 'db']) await ask('POST', '', { id, name: id });
    expect(await ask('POST', '/web/instances', { instanceId: 'a' })).toMatchObject({ status: 201 });
    expect(await ask('GET', '/web/instances')).toMatchObject({ status: 200, body: [{ id: 'a', clusterId: 'web' }] });
    expect(await ask('POST', '/db/instances', { instanceId: 'a' })).toMatchObject({
      status: 409,
      body: { error: { name: 'InstanceAlreadyInClusterError', data: { cluster: { id: 'web', name: 'web' } } } },
    });
    expect(await ask('GET', '/web/version')).toMatchObject({ status: 200, body: { instances: [{ instanceId: 'a' }] } });
    expect(await ask('DELETE', '/web?note=busy')).toMatchObject({
      status: 409,
      body: { error: { data: { members: 1 } } },
    });
    expect(await ask('DELETE', '/web/instances/a', {})).toEqual({ status: 200, body: { instanceId: 'a' } });
    expect(await ask('GET', '/web/instances')).toMatchObject({ body: [] });
  });

  it('sets, reads, finds, moves, copies and removes keys like those of an instance', async () => {
    await ask('POST', '', { id: 'web', name: 'web' });
    await ask('POST', '/web/instances', { instanceId: 'a' });
    expect(await ask('PUT', '/web/kdb/system:/a/b', 'new', 'text/plain')).toMatchObject({
      status: 200,
      body: { state: 'all', outcomes: [{ instanceId: 'a', outcome: 'applied' }] },
    });
    expect(value('a', 'system:/a/b')).toBe('new');
    expect(await ask('PUT', '/web/kdb/system%3A%2Fa%2Fb', '"newer"')).toMatchObject({ status: 200 });
    expect(await ask('GET', '/web/kdb/system:/a')).toMatchObject({
      status: 200,
      body: { exists: false, ls: ['system:/a/b'], children: [{ path: 'system:/a/b', value: 'newer' }] },
    });
    expect(await ask('GET', '/web/kdb')).toMatchObject({ status: 200, body: { ls: ['system:/a/b'] } });
    expect(await ask('GET', '/web/kdbFind/b')).toEqual({ status: 200, body: ['system:/a/b'] });
    expect(await ask('POST', '/web/kdbCp/system:/a', '"system:/c"')).toMatchObject({ status: 200 });
    expect(await ask('POST', '/web/kdbMv/system:/a', 'system:/d', 'text/plain')).toMatchObject({ status: 200 });
    expect(await ask('POST', '/web/kdbMeta/system:/d/b', { key: 'm', value: '1' })).toMatchObject({ status: 200 });
    expect(await ask('DELETE', '/web/kdbMeta/system:/d/b', { key: 'm' })).toMatchObject({ status: 200 });
    const meta = [{ key: 'm', value: '1' }, { key: 'n' }];
    expect(await ask('POST', '/web/kdbMetaBulk/system:/d/b', { meta })).toMatchObject({ status: 200 });
    const configurations = [{ key: 'x', value: '1' }];
    expect(await ask('PUT', '/web/kdbAll/system:/e', { configurations })).toMatchObject({ status: 200 });
    expect(await ask('DELETE', '/web/kdb/system:/c?keep=true', {})).toMatchObject({ status: 200 });
    expect(await ask('DELETE', '/web/kdb/system:/d', {})).toMatchObject({ status: 200 });
    const left = ['system:/c/b', 'system:/e/x'];
    expect([...test.elektrads.host('http://a:1').keys.keys()]).toEqual(left);
    expect(await ask('GET', '/web/kdb')).toMatchObject({ body: { ls: ['system:/e/x'] } });
    expect(await ask('PUT', '/web/kdb/proc:/a', '"1"')).toMatchObject({ status: 400 });
  });

  it('is told by the status how far a write has come', async () => {
    await ask('POST', '', { id: 'web', name: 'web' });
    await ask('POST', '/web/instances/join', { instanceIds: ['a', 'b'] });
    test.elektrads.host('http://b:1').up = false;
    expect(await ask('PUT', '/web/kdb/system:/a?wait=0', '"1"')).toMatchObject({
      status: 202,
      body: { state: 'pending' },
    });
    test.elektrads.host('http://b:1').up = true;
    test.elektrads.host('http://a:1').fail = (request, name) => {
      if (request !== 'set' || name !== 'system:/bad') return;
      const reason = 'not so';
      const data = { number: 'C03200', description: null, reason, mountPoint: null, file: null, key: name };
      throw new ElektraError('ELEKTRA_REJECTED', reason, { data });
    };
    await test.call('clusters.leave', { id: 'web', instanceId: 'b' });
    expect(await ask('PUT', '/web/kdb/system:/bad', '"1"')).toMatchObject({
      status: 207,
      body: { state: 'partly', outcomes: [{ outcome: 'rejected', error: { code: 'ELEKTRA_REJECTED' } }] },
    });
  });
});
