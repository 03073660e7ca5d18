import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { recordedLog } from '../testing/recorded-log.ts';
import { createListeners } from './listeners.ts';

describe('listeners that close', () => {
  it.each([
    ['opened ahead of a request', ''],
    ['with half of a head', 'GET / HTTP/1.1\r\nHost: loc'],
  ])('do not wait for a connection %s', async (_what, sent) => {
    const server = createServer((_request, response) => response.end());
    const listeners = createListeners(server, createServer, recordedLog());
    const port = await listeners.listen({ host: '127.0.0.1', port: 0 });
    const accepted = once(server, 'connection');
    const client = connect(port, '127.0.0.1').on('error', () => client.destroy());
    client.write(sent);
    await accepted;
    await listeners.close(60_000);
    expect(server.listening).toBe(false);
    client.destroy();
  });

  it('let a running request end', async () => {
    const server = createServer((_request, response) => {
      void listeners.close(60_000).then(() => undefined);
      setImmediate(() => response.end('done'));
    });
    const listeners = createListeners(server, createServer, recordedLog());
    const port = await listeners.listen({ host: '127.0.0.1', port: 0 });
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect(await answer.text()).toBe('done');
  });
});
