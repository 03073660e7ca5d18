import { setMaxListeners } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Handlers } from '#shared/contract/operation.ts';
import type { keyOperations } from '#shared/clusterd/keys.ts';
import { InstanceId } from '#shared/model/instance.ts';
import { createClientUnderTest, type ClientUnderTest } from '../adapters/elektrad-client/testing/client-under-test.ts';
import { startFaultProxy, type Fault, type FaultProxy } from './fault-proxy.ts';
import { createFieldElektrad, type FieldElektrad } from './field-elektrad/field-elektrad.ts';
import { bareKeyHandlers } from './bare-key-handlers.ts';

type KeyHandlers = Handlers<typeof keyOperations>;
type Keys = Record<string, { readonly value: string; readonly meta: Record<string, string> }>;

const id = InstanceId.parse('field');
const UNWATCHED = new AbortController().signal;
setMaxListeners(0, UNWATCHED);
const call = { caller: null, requestId: 'test', signal: UNWATCHED };

const BEFORE: Keys = {
  'user:/from': { value: '0', meta: {} },
  'user:/from/a': { value: '5', meta: { type: 'long', 'check/range': '1-9' } },
  'user:/from/b/c': { value: '2', meta: { description: 'd' } },
  'user:/other/a': { value: 'x', meta: { type: 'string', order: '1' } },
  'user:/other/z': { value: 'y', meta: {} },
};
const source = Object.entries(BEFORE).filter(([name]) => name.startsWith('user:/from'));
const at = (to: string): Keys => Object.fromEntries(source.map(([name, key]) => [name.replace('user:/from', to), key]));
const below = (top: string): Keys =>
  Object.fromEntries(Object.entries(BEFORE).filter(([name]) => name.startsWith(top)));

const ACTS: readonly {
  readonly name: string;
  readonly run: (handlers: KeyHandlers) => Promise<unknown>;
  readonly after: Keys;
}[] = [
  {
    name: 'remove',
    run: (handlers) => handlers['keys.remove']({ id, key: 'user:/from' }, call),
    after: below('user:/other'),
  },
  {
    name: 'move',
    run: (handlers) => handlers['keys.move']({ id, key: 'user:/from', target: 'system:/to', force: false }, call),
    after: { ...below('user:/other'), ...at('system:/to') },
  },
  {
    name: 'move over another',
    run: (handlers) => handlers['keys.move']({ id, key: 'user:/from', target: 'user:/other', force: true }, call),
    after: at('user:/other'),
  },
  {
    name: 'set all',
    run: (handlers) =>
      handlers['keys.setAll'](
        {
          id,
          key: 'user:/from',
          configurations: [
            { key: 'a', value: '25', meta: { 'check/range': '20-30' } },
            { key: 'new/one', value: 'x' },
            { key: 'b/c', value: 'two' },
          ],
        },
        call,
      ),
    after: {
      ...BEFORE,
      'user:/from/a': { value: '25', meta: { type: 'long', 'check/range': '20-30' } },
      'user:/from/new/one': { value: 'x', meta: {} },
      'user:/from/b/c': { value: 'two', meta: { description: 'd' } },
    },
  },
  {
    name: 'set many metakeys',
    run: (handlers) =>
      handlers['keys.setMetaMany'](
        {
          id,
          name: 'user:/from/a',
          meta: [
            { key: 'type', value: 'enum' },
            { key: 'check/range', value: null },
            { key: 'check/enum', value: '#0' },
            { key: 'check/enum/#0', value: '5' },
          ],
        },
        call,
      ),
    after: {
      ...BEFORE,
      'user:/from/a': { value: '5', meta: { type: 'enum', 'check/enum': '#0', 'check/enum/#0': '5' } },
    },
  },
];

let field: FieldElektrad;
let proxy: FaultProxy;
let client: ClientUnderTest;
let handlers: KeyHandlers;

beforeAll(async () => {
  field = await createFieldElektrad({ mountPoints: ['user:/other'] });
  proxy = await startFaultProxy(field.url);
});
afterAll(async () => {
  await proxy.close();
  await field.stop();
});

beforeEach(() => {
  client = createClientUnderTest();
  const elektrad = client.connect(proxy.url);
  handlers = bareKeyHandlers(() => elektrad);
});
afterEach(() => client.elektrads.close());

async function reset(): Promise<void> {
  proxy.faultAt(null);
  await field.restart();
  for (const { name } of field.stored()) await field.kdb.remove(name);
  for (const [name, { value, meta }] of Object.entries(BEFORE)) await field.kdb.set(name, value, meta);
  // The client notices here that the process is a new one.
  await handlers['keys.read']({ id, key: 'user:/from', preload: 0, children: false }, call);
}

const stored = (): Keys =>
  Object.fromEntries(field.stored().map(({ name, value, meta }) => [name, { value: value ?? '', meta: { ...meta } }]));

/** Does the act once for each request that it sends, with a fault at that one; `check` gets what came of it. */
async function atEveryRequest(
  run: (handlers: KeyHandlers) => Promise<unknown>,
  fault: Fault,
  check: (outcome: { readonly error: unknown }) => Promise<void>,
): Promise<number> {
  for (let nth = 1; ; nth += 1) {
    await reset();
    let isMet = false;
    proxy.faultAt((count) => {
      if (count !== nth) return null;
      isMet = true;
      return fault;
    });
    const error: unknown = await run(handlers).then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!isMet) return nth - 1;
    await check({ error });
  }
}

const FAULTS: Readonly<Record<string, Fault>> = {
  'is cut before its answer': async (forward, response) => {
    response.writeHead = () => response.destroy();
    await forward();
  },
  'is refused': async (_forward, response) =>
    void response.writeHead(400).end('{"error":"C03200 Validation Semantic - no"}'),
  'meets a conflict': async (_forward, response) =>
    void response.writeHead(400).end('{"error":"C01100 Resource - Conflict: another program wrote"}'),
  'is answered with success and lost': async (_forward, response) => void response.writeHead(204).end(),
  'is cut before it arrives at a new process': async (_forward, response) => {
    await field.restart();
    response.destroy();
  },
};

describe.each(ACTS)('$name', ({ run, after }) => {
  it.each(Object.entries(FAULTS))('is whole or leaves all as it was when any request %s', async (_words, fault) => {
    const requests = await atEveryRequest(run, fault, async ({ error }) => {
      expect(stored()).toEqual(error === null ? after : BEFORE);
    });
    expect(requests).toBeGreaterThan(3);
  });

  it('leaves source or target whole when the process dies at any request, and names what is not as it was', async () => {
    const die: Fault = async (forward, response) => {
      response.writeHead = () => response.destroy();
      await forward();
      await field.kill();
    };
    await atEveryRequest(run, die, async ({ error }) => {
      proxy.faultAt(null);
      await field.restart();
      const now = stored();
      const words = String(error);
      expect(error, words).not.toBeNull();
      for (const name of new Set([...Object.keys(BEFORE), ...Object.keys(now)])) {
        if (!isDeepStrictEqual(now[name], BEFORE[name])) expect(words).toContain(name);
      }
      const isWhole = (keys: Keys) => Object.entries(keys).every(([name, key]) => isDeepStrictEqual(now[name], key));
      if (Object.keys(after).some((name) => name.startsWith('system:/to'))) {
        expect(isWhole(Object.fromEntries(source)) || isWhole(at('system:/to'))).toBe(true);
      }
    });
  });
});
