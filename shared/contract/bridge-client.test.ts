import { describe, expect, it } from 'vitest';
import type { Bridge, BridgeRequest } from '../bridge.ts';
import type { Reply } from '../errors/reply.ts';
import { createBridgeSend } from './bridge-client.ts';
import { CancelledError } from './cancelled.ts';
import { ConnectionLostError } from './connection-lost.ts';

function setUp(answer: (request: BridgeRequest) => Promise<Reply>) {
  const requests: BridgeRequest[] = [];
  const bridge: Bridge = {
    call: (request) => {
      requests.push(structuredClone(request));
      return answer(request);
    },
    on: () => () => undefined,
  };
  return { requests, send: createBridgeSend(bridge) };
}

const done: Reply = { ok: true, value: 1 };

describe('the client of the bridge', () => {
  it('gives each call an id of its own', async () => {
    const { requests, send } = setUp(() => Promise.resolve(done));
    expect(await send('a', { x: 1 }, {})).toEqual(done);
    await send('b', {}, {});
    expect(requests).toMatchObject([
      { kind: 'call', operation: 'a', input: { x: 1 } },
      { kind: 'call', operation: 'b', input: {} },
    ]);
    expect(requests[0]?.id).not.toBe(requests[1]?.id);
  });

  it('sends what no clone could carry as what it holds', async () => {
    const { requests, send } = setUp(() => Promise.resolve(done));
    await send('a', new Proxy({ list: new Proxy(['x'], {}) }, {}), {});
    expect(requests[0]).toMatchObject({ input: { list: ['x'] } });
  });

  it('takes an abort across, and rejects at once', async () => {
    const { requests, send } = setUp((request) =>
      request.kind === 'abort' ? Promise.resolve(done) : new Promise(() => undefined),
    );
    const abort = new AbortController();
    const answer = send('a', {}, { signal: abort.signal });
    abort.abort();
    await expect(answer).rejects.toBeInstanceOf(CancelledError);
    expect(requests).toMatchObject([{ kind: 'call' }, { kind: 'abort', id: requests[0]?.id }]);
  });

  it('sends nothing that was aborted before', async () => {
    const { requests, send } = setUp(() => Promise.resolve(done));
    await expect(send('a', {}, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(CancelledError);
    expect(requests).toEqual([]);
  });

  it('says when the other side is gone', async () => {
    const { send } = setUp(() => Promise.reject(new Error('No handler registered')));
    await expect(send('a', {}, {})).rejects.toBeInstanceOf(ConnectionLostError);
  });
});
