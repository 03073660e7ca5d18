import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clusterdContract, type ClusterdContract } from '#shared/clusterd/contract.ts';
import { createRequestWriter } from '#shared/contract/http-request.ts';
import { pathsOf } from '#shared/contract/field-places.ts';
import type { CallInputOf, Caller, HttpContract, Handlers } from '#shared/contract/operation.ts';
import { mayUse, ROLES } from '#shared/contract/roles.ts';
import { createDispatcher } from '../transport/dispatcher.ts';
import { createHttpServer, type HttpServer } from '../transport/http/http-server.ts';
import { recordedLog } from '../transport/testing/recorded-log.ts';

type OperationName = keyof ClusterdContract;

/** What each operation accepts; a new operation does not compile without one, so none is left out of the walk. */
const inputs: { readonly [Name in OperationName]: CallInputOf<ClusterdContract[Name]> } = {
  'versions.get': {},
  'clusterd.self': {},
  'instances.list': {},
  'secrets.state': {},
  'secrets.retry': {},
  'secrets.move': { to: 'file' },
  'backups.state': {},
  'backups.retry': {},
  'instances.create': { name: 'web', host: 'http://web:33333' },
  'instances.createMany': { instances: [{ name: 'web', host: 'http://web:33333' }] },
  'instances.takeOver': { id: 'web' },
  'instances.sayIdentity': { id: 'web', is: 'reinstalled' },
  'instances.get': { id: 'web' },
  'instances.change': { id: 'web', name: 'web-1' },
  'instances.remove': { id: 'web' },
  'instances.test': { id: 'web' },
  'instances.testHost': { host: 'http://web:33333' },
  'instances.version': { id: 'web' },
  'keys.read': { id: 'web', key: 'user:/a' },
  'keys.readMany': { id: 'web', keys: ['user:/a'] },
  'keys.set': { id: 'web', key: 'user:/a', value: '1' },
  'keys.remove': { id: 'web', key: 'user:/a' },
  'keys.move': { id: 'web', key: 'user:/a', target: 'user:/b' },
  'keys.copy': { id: 'web', key: 'user:/a', target: 'user:/b' },
  'keys.setMeta': { id: 'web', name: 'user:/a', key: 'type', value: 'long' },
  'keys.removeMeta': { id: 'web', name: 'user:/a', key: 'type' },
  'keys.setMetaMany': { id: 'web', name: 'user:/a', meta: [{ key: 'type', value: 'long' }] },
  'keys.removeMany': { id: 'web', keys: ['user:/a'] },
  'keys.setAll': { id: 'web', key: 'user:/a', configurations: [{ key: 'b', value: '1' }] },
  'keys.settled': { id: 'web' },
  'keys.find': { id: 'web', query: 'a' },
  'plans.make': { id: 'web', edits: [{ kind: 'remove', key: 'system:/a' }] },
  'plans.apply': { id: 'web', hash: 'h' },
  'clusters.list': {},
  'clusters.create': { name: 'web' },
  'clusters.get': { id: 'web' },
  'clusters.change': { id: 'web', name: 'web-1' },
  'clusters.remove': { id: 'web' },
  'clusters.duplicate': { id: 'web', name: 'web-1' },
  'clusters.setPaused': { id: 'web', paused: true },
  'clusters.setPolicy': { id: 'web', policy: 'enforce' },
  'clusters.members': { id: 'web' },
  'clusters.join': { id: 'web', instanceId: 'web-1' },
  'clusters.joinMany': { id: 'web', instanceIds: ['web-1'] },
  'clusters.leave': { id: 'web', instanceId: 'web-1' },
  'clusters.leaveMany': { id: 'web', instanceIds: ['web-1'] },
  'clusters.version': { id: 'web' },
  'settings.read': { id: 'web', key: 'user:/a' },
  'settings.readMany': { id: 'web', keys: ['user:/a'] },
  'settings.find': { id: 'web', query: 'a' },
  'settings.set': { id: 'web', key: 'user:/a', value: '1' },
  'settings.remove': { id: 'web', key: 'user:/a' },
  'settings.move': { id: 'web', key: 'user:/a', target: 'user:/b' },
  'settings.copy': { id: 'web', key: 'user:/a', target: 'user:/b' },
  'settings.setAll': { id: 'web', key: 'user:/a', configurations: [{ key: 'b', value: '1' }] },
  'settings.setMeta': { id: 'web', name: 'user:/a', key: 'type', value: 'long' },
  'settings.removeMeta': { id: 'web', name: 'user:/a', key: 'type' },
  'settings.setMetaMany': { id: 'web', name: 'user:/a', meta: [{ key: 'type', value: 'long' }] },
  'settings.shift': { id: 'web', key: 'user:/a', to: 'top' },
  'settings.lift': { id: 'web', instanceId: 'web-1', key: 'user:/a' },
  'drift.get': { id: 'web' },
  'drift.check': { id: 'web' },
  'drift.accept': { id: 'web', instanceId: 'web', keys: ['system:/a'] },
  'drift.reapply': { id: 'web' },
  'rollouts.list': {},
  'rollouts.get': { id: 1 },
  'rollouts.retry': { id: 1 },
  'session.create': { token: 'x' },
  'session.get': {},
  'session.remove': {},
  'session.link': {},
  'tokens.list': {},
  'tokens.create': { name: 'ci', role: 'viewer' },
  'tokens.remove': { id: 't' },
};

const names = Object.keys(clusterdContract) as OperationName[];
const callers = [null, ...ROLES] as const;
const contract: HttpContract = clusterdContract;
const called: string[] = [];
let server: HttpServer;
let port: number;

function callerOf(secret: string): Caller | null {
  const role = ROLES.find((each) => each === secret);
  return role === undefined ? null : { id: role, name: role, role };
}

beforeAll(async () => {
  const stubs = names.map((name) => [
    name,
    async () => {
      called.push(name);
      return { items: [], total: 0, version: 'v', state: 'all' };
    },
  ]);
  const handlers = Object.fromEntries(stubs) as Handlers<ClusterdContract>;
  const log = recordedLog();
  server = await createHttpServer({
    contract: clusterdContract,
    dispatcher: createDispatcher({ contract: clusterdContract, handlers, log, validateOutput: false }),
    log,
    access: {
      authenticate: ({ secret }) => callerOf(secret),
      open: false,
      allowedHosts: [],
      cookiePrefix: 'elektra_web',
    },
    openapi: { title: 'clusterd', version: '1', description: '' },
  });
  ({ port } = await server.listen({ host: '127.0.0.1', port: 0 }));
});
afterAll(() => server.close());
beforeEach(() => void called.splice(0));

/** The operation at one of its paths, with its example. */
async function ask(name: OperationName, path: string, headers: Record<string, string>) {
  const operation = contract[name]!;
  const { alsoAt: _others, ...binding } = operation.http;
  const request = createRequestWriter({ ...operation, http: { ...binding, path: path as `/${string}` } })(inputs[name]);
  if (!request.sendable) throw new Error(`${name} has no request at ${path}.`);
  const { statusCode } = await server.inject({
    method: operation.http.method,
    url: request.path,
    headers: { host: `127.0.0.1:${port}`, ...request.headers, ...headers },
    ...(request.body === undefined ? {} : { payload: request.body }),
  });
  return { statusCode, called: called.splice(0) };
}

const addresses = names.flatMap((name) => pathsOf(contract[name]!).map((path) => ({ name, path })));

describe.each(addresses)('$name at $path', ({ name, path }) => {
  const { role: access, http } = contract[name]!;
  const refused = (status: number) => ({ statusCode: status, called: [] });
  const done = { statusCode: expect.toSatisfy((status: number) => status < 300), called: [name] };

  it.each(callers)('is for whom its role says, asked by %s with a token', async (role) => {
    const outcome = await ask(name, path, role === null ? {} : { authorization: `Bearer ${role}` });
    expect(outcome).toEqual(mayUse(role, access) ? done : refused(role === null ? 401 : 403));
  });

  it.each(callers)('is for whom its role says, asked by %s from our own page', async (role) => {
    const cookie: Record<string, string> = role === null ? {} : { cookie: `elektra_web_${port}=${role}` };
    const outcome = await ask(name, path, { ...cookie, origin: `http://127.0.0.1:${port}` });
    expect(outcome).toEqual(mayUse(role, access) ? done : refused(role === null ? 401 : 403));
  });

  it('is for nobody with a token or session that is over', async () => {
    const expected = access === 'public' ? done : refused(401);
    expect(await ask(name, path, { authorization: 'Bearer old' })).toEqual(expected);
    const origin = `http://127.0.0.1:${port}`;
    expect(await ask(name, path, { cookie: `elektra_web_${port}=old`, origin })).toEqual(expected);
  });

  it('changes nothing for a session without our origin', async () => {
    const outcome = await ask(name, path, { cookie: `elektra_web_${port}=admin` });
    expect(outcome).toEqual(http.method === 'GET' ? done : refused(403));
  });

  it.each(callers)('is for no page of another place, asked by %s', async (role) => {
    const origin = 'http://evil.example';
    const token: Record<string, string> = role === null ? {} : { authorization: `Bearer ${role}` };
    const cookie: Record<string, string> = role === null ? {} : { cookie: `elektra_web_${port}=${role}` };
    expect(await ask(name, path, { ...token, origin })).toEqual(refused(403));
    expect(await ask(name, path, { ...cookie, origin })).toEqual(refused(403));
  });

  it.each(callers)('is for nobody who calls us by another name, asked by %s', async (role) => {
    const token: Record<string, string> = role === null ? {} : { authorization: `Bearer ${role}` };
    expect(await ask(name, path, { ...token, host: `evil.example:${port}` })).toEqual(refused(403));
  });
});

describe('the document of the API', () => {
  const statusFor = async (headers: Record<string, string>) => {
    const host = `127.0.0.1:${port}`;
    return (await server.inject({ url: '/api/openapi.json', headers: { host, ...headers } })).statusCode;
  };

  it('is for whoever may read', async () => {
    expect(await statusFor({})).toBe(401);
    expect(await statusFor({ authorization: 'Bearer viewer' })).toBe(200);
    expect(await statusFor({ authorization: 'Bearer viewer', host: 'evil.example' })).toBe(403);
  });
});
