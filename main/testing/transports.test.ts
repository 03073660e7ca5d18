import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelledError } from '#shared/contract/cancelled.ts';
import { createClient, type Client } from '#shared/contract/client.ts';
import { ROLES } from '#shared/contract/roles.ts';
import { ERROR_CATALOGUE, type ErrorCode } from '#shared/errors/catalogue.ts';
import { createDispatcher } from '../transport/dispatcher.ts';
import { echoContract, type EchoContract } from '../transport/testing/echo-contract.ts';
import { createEcho, LIST_LENGTH } from '../transport/testing/echo-handlers.ts';
import { recordedLog } from '../transport/testing/recorded-log.ts';
import { TRANSPORTS, type Transport } from './three-transports.ts';

/** Texts as they can stand in an address: not empty, whole characters, not the dots that URL parsers resolve. */
const addressText = fc
  .string({ unit: fc.oneof(fc.constantFrom('/', '\\', '%', '.', '#', '?', '&', '+', ' ', ';', '2', 'F'), fc.string()) })
  .map((text) => text.replace(/\p{Surrogate}/gu, ''))
  .filter((text) => !['', '.', '..'].includes(text));
const anyText = fc.string({ unit: 'binary', maxLength: 40 });

describe.each(TRANSPORTS)('the contract over %s', (name, makeTransport) => {
  const echo = createEcho();
  let log = recordedLog();
  let transport: Transport;
  let client: Client<EchoContract>;

  beforeEach(async () => {
    log = recordedLog();
    const { handlers } = echo;
    transport = await makeTransport({
      dispatcher: createDispatcher({ contract: echoContract, handlers, log, validateOutput: true }),
    });
    client = createClient<EchoContract>(transport.sendAs('admin'));
  });
  afterEach(() => transport.close());

  it('carries all types of the address', async () => {
    const input = {
      id: 'web 1/ä',
      name: 'user:/a\\/b/%/#_10',
      depth: 3,
      ratio: -1.5e-7,
      deep: true,
      text: '',
      kinds: ['name' as const, 'meta' as const],
      names: ['a,b', '', 'ä&='],
    };
    expect(await client.call('echo.read', input)).toEqual(input);
  });

  it('leaves out what is left out, and fills in defaults', async () => {
    expect(await client.call('echo.read', { id: 'a' })).toEqual({ id: 'a', depth: 0, deep: false });
    expect(await client.call('echo.change', { id: 'a' })).toEqual({ id: 'a', text: 'none', list: [], force: false });
  });

  it('carries one field as the body, and versions', async () => {
    const input = { id: 'a', name: 'user:/a', value: '"quoted"\n', basedOn: 'x-y.Z_1', force: true };
    expect(await client.call('echo.set', input)).toEqual({ given: input, version: 'x-y.Z_1' });
    expect(await client.call('echo.set', { id: 'a', name: 'b', value: '' })).toMatchObject({ version: 'v0.1' });
  });

  it('carries outcomes that are no body', async () => {
    expect(await client.call('echo.put', { name: 'a', value: 'x' })).toEqual({ created: true, version: 'v1' });
    expect(await client.call('echo.put', { name: 'a', value: null })).toEqual({ created: false, version: 'v1' });
    expect(await client.call('echo.remove', { id: 'a', basedOn: 'v1' })).toEqual({});
    expect(await client.call('echo.count', {})).toEqual({ count: 7 });
  });

  it('carries the rest of the fields as the body', async () => {
    const input = { id: 'a', text: 'ü', list: ['', 'x'], nested: { a: null, 'b/c': 'd' }, force: true };
    expect(await client.call('echo.change', input)).toEqual(input);
    expect(await client.call('echo.removePart', { name: 'a/b', part: 'one' })).toEqual({ name: 'a/b', part: 'one' });
    expect(await client.call('echo.removePart', { name: 'a/b' })).toEqual({ name: 'a/b', part: 'all' });
  });

  it('carries pages', async () => {
    expect(await client.call('echo.list', { offset: 20, limit: 10 })).toEqual({
      items: [20, 21, 22, 23, 24],
      total: LIST_LENGTH,
    });
  });

  it('knows who asks, and what that role may do', async () => {
    const outcomes = await Promise.all(
      [null, ...ROLES].map(async (role) => {
        const reply = await transport.sendAs(role)('echo.admin', {}, {});
        return reply.ok ? 'ok' : [reply.error.code, reply.error.data];
      }),
    );
    const refused = ['FORBIDDEN', { needs: 'admin' }];
    expect(outcomes).toEqual([['UNAUTHENTICATED', undefined], refused, refused, 'ok']);
    const viewer = createClient<EchoContract>(transport.sendAs('viewer'));
    expect(await viewer.call('echo.who', {})).toEqual({ name: 'viewer', role: 'viewer' });
  });

  it('lets anybody use what is public', async () => {
    const anybody = createClient<EchoContract>(transport.sendAs(null));
    expect(await anybody.call('echo.signIn', { token: 'operator' })).toMatchObject({ name: 'operator' });
  });

  it.each([
    ['a wrong type', 'echo.change', { id: 'a', list: 'no list' }, 'list'],
    ['a missing field', 'echo.change', { text: 'x' }, 'id'],
    ['a value out of range', 'echo.read', { id: 'a', depth: 10 }, 'depth'],
    ['a missing body', 'echo.set', { id: 'a', name: 'b' }, 'value'],
  ])('refuses %s, naming the field', async (_kind, operation, input, field) => {
    const reply = await transport.sendAs('admin')(operation, input, {});
    if (reply.ok) throw new Error('It was accepted.');
    expect(reply.error.code).toBe('INVALID_INPUT');
    if (name === 'HTTP' && field === 'value') expect(reply.error.message).toContain('body');
    else expect(reply.error.data).toMatchObject({ issues: [{ path: field }] });
  });

  it.each([
    ['a field too many in the body', 'echo.change', { id: 'a', more: 1 }],
    ['a field too many in the address', 'echo.count', { more: 1 }],
    ['no object', 'echo.count', 'text'],
    ['a version that is none', 'echo.remove', { id: 'a', basedOn: 'a b' }],
  ])('refuses %s', async (_kind, operation, input) => {
    expect(await transport.sendAs('admin')(operation, input, {})).toMatchObject({ error: { code: 'INVALID_INPUT' } });
  });

  it('answers NOT_FOUND for an operation that is none', async () => {
    expect(await transport.sendAs('admin')('echo.none', {}, {})).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });

  it('carries every error with its name, words and data', async () => {
    const data: Partial<Record<ErrorCode, unknown>> = {
      INVALID_INPUT: { issues: [{ path: 'a.0', message: 'wrong' }] },
      KEY_NOT_FOUND: { key: 'user:/ä' },
      ELEKTRA_REJECTED: {
        number: 'C03200',
        description: null,
        reason: 'Value\n',
        mountPoint: null,
        file: '/a',
        key: null,
      },
      VERSION_CONFLICT: {
        key: 'user:/a',
        theirs: { key: 'user:/a', exists: true, value: '\u2028', meta: { 'check/range': '1' }, version: 'v' },
        yours: null,
      },
      RATE_LIMITED: { retryAfterSeconds: 3 },
    };
    for (const [code, value] of Object.entries(data)) {
      const reply = await transport.sendAs('admin')('echo.fail', { code, message: 'Wörter', data: value }, {});
      const { name: oldName } = ERROR_CATALOGUE[code as ErrorCode];
      expect(reply).toEqual({
        ok: false,
        error: { code, name: oldName, message: 'Wörter', data: value, requestId: expect.any(String) },
      });
    }
  });

  it('throws errors in the client as ElektraError', async () => {
    const failing = client.call('echo.fail', { code: 'KEY_NOT_FOUND', message: 'none', data: { key: 'a' } });
    await expect(failing).rejects.toMatchObject({ name: 'ElektraError', code: 'KEY_NOT_FOUND', data: { key: 'a' } });
  });

  it('answers a bug as bare INTERNAL and logs it under the request id', async () => {
    const reply = await transport.sendAs('admin')('echo.bug', {}, {});
    if (reply.ok) throw new Error('It succeeded.');
    expect(reply.error).toEqual({
      code: 'INTERNAL',
      name: 'InternalError',
      message: ERROR_CATALOGUE.INTERNAL.summary,
      requestId: expect.any(String),
    });
    const [line] = log.lines.filter(({ level }) => level === 'error');
    expect(line?.fields.requestId).toBe(reply.error.requestId);
    expect(line?.fields.err).toBeInstanceOf(TypeError);
  });

  it('answers an error that the operation does not list as INTERNAL too', async () => {
    const unlisted = { code: 'TARGET_EXISTS', message: 'x', data: { key: 'a' } };
    expect(await transport.sendAs('admin')('echo.fail', unlisted, {})).toMatchObject({ error: { code: 'INTERNAL' } });
  });

  it('carries the parts of an operation to who listens, in order and before the answer', async () => {
    const heard: unknown[] = [];
    const output = await client.call('echo.steps', { steps: 3 }, { onPart: (part) => heard.push(part) });
    expect(heard).toEqual([0, 1, 2].map((step) => ({ step, text: `ü\n\u2028${step}` })));
    expect(output).toEqual({ heard: true });
    expect(await client.call('echo.steps', { steps: 3 })).toEqual({ heard: false });
    expect(await client.call('echo.steps', { steps: 0 }, { onPart: (part) => heard.push(part) })).toEqual({
      heard: true,
    });
    expect(heard).toHaveLength(3);
  });

  it.each([0, 2])('carries an error behind %i parts', async (steps) => {
    const heard: unknown[] = [];
    const onPart = (part: unknown) => heard.push(part);
    const failing = client.call('echo.steps', { steps, fails: true }, { onPart });
    await expect(failing).rejects.toMatchObject({ code: 'KEY_NOT_FOUND', data: { key: 'user:/ä' } });
    const broken = client.call('echo.steps', { steps, breaks: true }, { onPart });
    await expect(broken).rejects.toMatchObject({ code: 'INTERNAL', message: ERROR_CATALOGUE.INTERNAL.summary });
    expect(heard).toHaveLength(2 * steps);
  });

  it('does not mix up the parts of calls that run side by side', async () => {
    const counts = await Promise.all(
      [5, 1, 9].map(async (steps) => {
        let heard = 0;
        await client.call('echo.steps', { steps }, { onPart: () => (heard += 1) });
        return heard;
      }),
    );
    expect(counts).toEqual([5, 1, 9]);
  });

  it('takes an abort to the handler, and tells the caller at once', async () => {
    const waiting = echo.nextWait();
    const abort = new AbortController();
    const answer = client.call('echo.wait', {}, { signal: abort.signal });
    const outcome = expect(answer).rejects.toBeInstanceOf(CancelledError);
    await waiting.begun;
    abort.abort();
    await outcome;
    await waiting.aborted;
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('sends nothing that was aborted before', async () => {
    const answer = client.call('echo.who', {}, { signal: AbortSignal.abort() });
    await expect(answer).rejects.toBeInstanceOf(CancelledError);
  });

  it('keeps texts as they are, wherever they travel', async () => {
    await fc.assert(
      fc.asyncProperty(addressText, addressText, addressText, anyText, async (id, at, text, value) => {
        expect(await client.call('echo.read', { id, name: at, text })).toMatchObject({ id, name: at, text });
        expect(await client.call('echo.set', { id, name: at, value })).toMatchObject({
          given: { id, name: at, value },
        });
        expect(await client.call('echo.put', { name: at, value })).toMatchObject({ created: true });
        const nested = { [`k${value}`]: value };
        expect(await client.call('echo.change', { id, text: value, list: [value], nested })).toEqual({
          id,
          text: value,
          list: [value],
          nested,
          force: false,
        });
      }),
      { numRuns: 60 },
    );
  });

  it('carries what an address cannot hold in the query string where it may, and else refuses it', async () => {
    for (const text of ['.', '..']) {
      const reply = await transport.sendAs('admin')('echo.read', { id: 'a', name: text }, {});
      expect(reply).toMatchObject({ ok: true, value: { name: text } });
      const command = await transport.sendAs('admin')('echo.removePart', { name: text }, {});
      if (name === 'HTTP') expect(command).toMatchObject({ error: { code: 'INVALID_INPUT' } });
      else expect(command).toMatchObject({ ok: true });
    }
  });
});
