import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Progress } from '#shared/clusterd/keys.ts';
import { CancelledError } from '#shared/contract/cancelled.ts';
import { elektradContract } from '#shared/elektrad/contract.ts';
import { InstanceId } from '#shared/model/instance.ts';
import { createClientUnderTest } from '../adapters/elektrad-client/testing/client-under-test.ts';
import type { Elektrad } from '../clusterd/ports.ts';
import { createElektrad } from '../elektrad/elektrad.ts';
import { createMemoryKeyStore } from '../elektrad/storage/memory-key-store.ts';
import { createDispatcher } from '../transport/dispatcher.ts';
import { elektradErrorFormat } from '../transport/http/elektrad-errors.ts';
import { createHttpServer, type HttpServer } from '../transport/http/http-server.ts';
import { recordedLog } from '../transport/testing/recorded-log.ts';
import { bareKeyHandlers } from './bare-key-handlers.ts';

const id = InstanceId.parse('ours');
const call = { caller: null, requestId: 'test', signal: new AbortController().signal };
const client = createClientUnderTest();
const requests: string[] = [];
const log = recordedLog();
const ours = createElektrad({ store: createMemoryKeyStore(), product: { name: 'test', version: '1' } });
let server: HttpServer;
let elektrad: Elektrad;

const handlers = bareKeyHandlers(() => elektrad);

beforeAll(async () => {
  const dispatcher = createDispatcher({
    contract: elektradContract,
    handlers: ours.handlers,
    log,
    validateOutput: true,
  });
  server = await createHttpServer({
    contract: elektradContract,
    dispatcher: {
      dispatch(operation, input, given) {
        requests.push(operation);
        return dispatcher.dispatch(operation, input, given);
      },
    },
    log,
    access: { authenticate: () => null, open: true, allowedHosts: [], cookiePrefix: null },
    formatError: elektradErrorFormat,
  });
  elektrad = client.connect((await server.listen({ host: '127.0.0.1', port: 0 })).url);
});
afterAll(async () => {
  await client.elektrads.close();
  await server.close();
  await ours.close();
});

beforeEach(async () => {
  for (const key of ['spec:/', 'user:/', 'system:/']) await handlers['keys.remove']({ id, key }, call);
  requests.splice(0);
});

const setAll = (
  key: string,
  configurations: { key: string; value: string; meta?: Record<string, string> }[],
  given = {},
) => handlers['keys.setAll']({ id, key, configurations }, { ...call, ...given });

async function all(): Promise<Record<string, { value: string | undefined; meta: object }>> {
  const { ls } = await handlers['keys.read']({ id, preload: 0, children: false }, call);
  const { keys } = await handlers['keys.readMany']({ id, keys: ls }, call);
  return Object.fromEntries(keys.map(({ key, value, meta }) => [key, { value, meta }]));
}

describe('acts on many keys of our elektrad', () => {
  it('write, copy, move and remove thousands in few requests', async () => {
    const keys = Array.from({ length: 1200 }, (_, at) => ({
      key: `k${at}/a\nb`,
      value: `${at}`,
      meta: { order: `${at}` },
    }));
    const parts: Progress[] = [];
    await setAll('user:/a', keys, { report: (part: Progress) => void parts.push(part) });
    expect(parts.at(-1)).toEqual({ done: 1200, total: 1200 });
    await handlers['keys.copy']({ id, key: 'user:/a', target: 'system:/b', force: false }, call);
    await handlers['keys.move']({ id, key: 'user:/a', target: 'user:/c', force: false }, call);
    await handlers['keys.remove']({ id, key: 'system:/b' }, call);
    expect(requests.length).toBeLessThan(60);
    const now = await all();
    expect(Object.keys(now)).toHaveLength(1200);
    expect(now['user:/c/k7/a\nb']).toEqual({ value: '7', meta: { order: '7' } });
  });

  it('change checks and values together, and put back all of it when one does not fit', async () => {
    await setAll('user:/a', [
      { key: 'x', value: '5', meta: { type: 'long', 'check/range': '1-9' } },
      { key: 'y', value: 'text' },
    ]);
    const before = await all();
    const refused = setAll('user:/a', [
      { key: 'new', value: '1' },
      { key: 'y', value: 'other' },
      { key: 'x', value: '99' },
    ]);
    await expect(refused).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED', data: { key: 'user:/a/x' } });
    expect(await all()).toEqual(before);
    await setAll('user:/a', [{ key: 'x', value: '25', meta: { 'check/range': '20-30' } }]);
    expect((await all())['user:/a/x']).toEqual({ value: '25', meta: { type: 'long', 'check/range': '20-30' } });
  });

  it('put back what they wrote when they are cancelled', async () => {
    await setAll('user:/a', [{ key: 'k1', value: 'old' }]);
    const before = await all();
    const caller = new AbortController();
    const report = ({ done }: Progress) => void (done >= 500 && caller.abort());
    const keys = Array.from({ length: 1000 }, (_, at) => ({ key: `k${at}`, value: 'new' }));
    await expect(setAll('user:/a', keys, { signal: caller.signal, report })).rejects.toBeInstanceOf(CancelledError);
    expect(await all()).toEqual(before);
  });

  it('leave what `spec:` says to it', async () => {
    await setAll('spec:/', [{ key: 'app/_/port', value: '', meta: { type: 'long', description: 'a port' } }]);
    await setAll('user:/app', [
      { key: 'one/port', value: '1' },
      { key: 'two/port', value: '2', meta: { description: 'own', order: '2' } },
    ]);
    await handlers['keys.copy']({ id, key: 'user:/app/one', target: 'user:/app/two', force: true }, call);
    await handlers['keys.move']({ id, key: 'user:/app/two', target: 'user:/app/three', force: false }, call);
    const shown = { value: '1', meta: { type: 'long', description: 'a port' } };
    expect(await all()).toMatchObject({ 'user:/app/one/port': shown, 'user:/app/three/port': shown });
    // Nothing of it became the keys' own.
    await handlers['keys.remove']({ id, key: 'spec:/' }, call);
    expect(await all()).toEqual({
      'user:/app/one/port': { value: '1', meta: {} },
      'user:/app/three/port': { value: '1', meta: {} },
    });
  });

  it('search in values and metadata of thousands of keys, names with line breaks among them', async () => {
    const keys = Array.from({ length: 1000 }, (_, at) => ({ key: `k${at}\n`, value: at === 700 ? 'needle' : 'hay' }));
    await setAll('user:/a', keys);
    const found = await handlers['keys.find']({ id, query: '^need', in: ['value', 'meta'] }, call);
    expect(found).toEqual(['user:/a/k700\n']);
  });
});
