import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { CancelledError } from '#shared/contract/cancelled.ts';
import { createClient } from '#shared/contract/client.ts';
import { defineContract, type Caller, type Handlers } from '#shared/contract/operation.ts';
import { ROLES, type Role } from '#shared/contract/roles.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { createDispatcher } from './dispatcher.ts';
import { createMemorySend } from './memory-send.ts';

const contract = defineContract({
  'thing.change': {
    summary: 'Change a thing.',
    kind: 'command',
    role: 'operator',
    http: { method: 'PUT', path: '/things/:id', body: 'rest', success: 200 },
    input: z.strictObject({ id: z.string().min(1), count: z.int().default(1) }),
    output: z.strictObject({ count: z.int() }),
    errors: ['KEY_NOT_FOUND'],
  },
});

const input = { id: 'a' };

function setUp(change: Handlers<typeof contract>['thing.change'], validateOutput = true) {
  const logged: { fields: Record<string, unknown>; message: string }[] = [];
  const ignore = () => undefined;
  const log = {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: (fields: object, message: string) => logged.push({ fields: { ...fields }, message }),
  };
  const dispatcher = createDispatcher({ contract, handlers: { 'thing.change': change }, log, validateOutput });
  const controller = new AbortController();
  const call = { caller: callerWith('operator'), requestId: 'r-1', signal: controller.signal };
  return { dispatcher, logged, call, controller };
}

function callerWith(role: Role): Caller {
  return { id: role, name: role, role };
}

const changed: Handlers<typeof contract>['thing.change'] = async ({ count }) => ({ count });

describe('the dispatcher', () => {
  it('runs the operation with the validated input, defaults filled in', async () => {
    const { dispatcher, call } = setUp(changed);
    expect(await dispatcher.dispatch('thing.change', input, call)).toEqual({ ok: true, value: { count: 1 } });
  });

  it.each(['thing.unknown', 'constructor', '__proto__', ''])('answers NOT_FOUND for the operation %j', async (name) => {
    const { dispatcher, call } = setUp(changed);
    expect(await dispatcher.dispatch(name, input, call)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });

  it('authorises before it validates, by the operation’s role', async () => {
    const { dispatcher, call } = setUp(changed);
    const outcomes = await Promise.all(
      [null, ...ROLES.map(callerWith)].map(async (caller) => {
        const reply = await dispatcher.dispatch('thing.change', { wrong: true }, { ...call, caller });
        return reply.ok ? 'ok' : reply.error.code;
      }),
    );
    expect(outcomes).toEqual(['UNAUTHENTICATED', 'FORBIDDEN', 'INVALID_INPUT', 'INVALID_INPUT']);
  });

  it('tells every issue with its path, and in the message', async () => {
    const { dispatcher, call } = setUp(changed);
    const reply = await dispatcher.dispatch('thing.change', { id: '', count: 1.5, more: 1 }, call);
    expect(reply).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT', requestId: 'r-1' } });
    const { issues } = reply.ok ? { issues: [] } : (reply.error.data as { issues: { path: string }[] });
    expect(issues.map(({ path }) => path).sort()).toEqual(['', 'count', 'id']);
    expect(reply.ok || reply.error.message).toContain('count: ');
  });

  it('repeats only the beginning of what was sent', async () => {
    const { dispatcher, call } = setUp(changed);
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`f${index}`, 1]));
    const reply = await dispatcher.dispatch('thing.change', many, call);
    expect(reply).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } });
    expect(reply.ok || reply.error.message.length).toBeLessThan(1000);
  });

  it('passes errors that the operation lists, with their data', async () => {
    const { dispatcher, call, logged } = setUp(async () => {
      throw new ElektraError('KEY_NOT_FOUND', 'no such key', { data: { key: 'user:/a' } });
    });
    expect(await dispatcher.dispatch('thing.change', input, call)).toEqual({
      ok: false,
      error: {
        code: 'KEY_NOT_FOUND',
        name: 'KeyNotFoundError',
        message: 'no such key',
        data: { key: 'user:/a' },
        requestId: 'r-1',
      },
    });
    expect(logged).toEqual([]);
  });

  it('passes errors that every operation may end with', async () => {
    const { dispatcher, call } = setUp(async () => {
      throw new ElektraError('STORAGE_FAILED', undefined, { data: { reason: 'disk full' } });
    });
    expect(await dispatcher.dispatch('thing.change', input, call)).toMatchObject({
      error: { code: 'STORAGE_FAILED' },
    });
  });

  it.each([
    ['another error', () => new TypeError('secret detail')],
    ['a code the operation does not list', () => new ElektraError('TARGET_EXISTS', 'x', { data: { key: 'a' } })],
    ['an error without the data its code promises', () => new ElektraError('KEY_NOT_FOUND')],
    ['a cancellation nobody asked for', () => new CancelledError()],
  ])('treats %s as a bug: logged with the request id, answered as bare INTERNAL', async (_kind, makeError) => {
    const error = makeError();
    const { dispatcher, call, logged } = setUp(() => Promise.reject(error));
    const reply = await dispatcher.dispatch('thing.change', input, call);
    expect(reply).toMatchObject({ ok: false, error: { code: 'INTERNAL', requestId: 'r-1' } });
    expect(JSON.stringify(reply)).not.toContain('secret');
    expect(logged).toHaveLength(1);
    expect(logged[0]?.fields).toMatchObject({ err: error, requestId: 'r-1', operation: 'thing.change' });
  });

  it('treats a handler that throws before its promise as any other bug', async () => {
    const { dispatcher, call } = setUp(() => {
      throw new RangeError('early');
    });
    expect(await dispatcher.dispatch('thing.change', input, call)).toMatchObject({ error: { code: 'INTERNAL' } });
  });

  it('validates outputs only when asked to', async () => {
    const wrong: Handlers<typeof contract>['thing.change'] = async () =>
      JSON.parse('{"count":"many"}') as { count: number };
    const strict = setUp(wrong);
    expect(await strict.dispatcher.dispatch('thing.change', input, strict.call)).toMatchObject({
      error: { code: 'INTERNAL' },
    });
    expect(strict.logged).toHaveLength(1);
    const lax = setUp(wrong, false);
    expect(await lax.dispatcher.dispatch('thing.change', input, lax.call)).toEqual({
      ok: true,
      value: { count: 'many' },
    });
  });

  it('rejects with CancelledError, and logs nothing, when the aborted caller’s operation ends', async () => {
    const { dispatcher, call, logged, controller } = setUp(
      (_input, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new CancelledError()));
        }),
    );
    const reply = dispatcher.dispatch('thing.change', input, call);
    controller.abort();
    await expect(reply).rejects.toBeInstanceOf(CancelledError);
    expect(logged).toEqual([]);
  });

  it('does not begin what was aborted before', async () => {
    let ran = false;
    const { dispatcher, call, controller } = setUp(async () => {
      ran = true;
      return { count: 1 };
    });
    controller.abort();
    await expect(dispatcher.dispatch('thing.change', input, call)).rejects.toBeInstanceOf(CancelledError);
    expect(ran).toBe(false);
  });

  it('refuses to be made without a handler for each operation', () => {
    const { logged: _logged, ...rest } = setUp(changed);
    expect(rest.dispatcher).toBeDefined();
    const handlers: Partial<Handlers<typeof contract>> = {};
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    expect(() =>
      createDispatcher({ contract, handlers: handlers as Handlers<typeof contract>, log, validateOutput: true }),
    ).toThrow('thing.change has no handler');
  });
});

describe('the memory client', () => {
  it('is typed by the contract', async () => {
    const { dispatcher } = setUp(changed);
    const client = createClient<typeof contract>(createMemorySend(dispatcher, () => callerWith('admin')));
    const output = await client.call('thing.change', { id: 'a', count: 2 });
    expectTypeOf(output).toEqualTypeOf<{ count: number }>();
    expectTypeOf<Parameters<typeof client.call>[0]>().toEqualTypeOf<'thing.change'>();
    expect(output).toEqual({ count: 2 });
  });

  it('throws the ElektraError that the reply carries', async () => {
    const { dispatcher } = setUp(changed);
    const client = createClient<typeof contract>(createMemorySend(dispatcher, () => null));
    await expect(client.call('thing.change', { id: 'a' })).rejects.toMatchObject({
      name: 'ElektraError',
      code: 'UNAUTHENTICATED',
    });
  });
});
