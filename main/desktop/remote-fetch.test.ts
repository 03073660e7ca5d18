import { once, setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { STRAIGHT_OUT } from '../adapters/elektrad-client/way-out.ts';
import { createClosers } from '../closers.ts';
import { createRemoteFetch } from './remote-fetch.ts';

const opened = createClosers();
afterEach(() => opened.close());

it('takes the signal of a call from the window, whose listeners nobody counts', async () => {
  const server = createServer((_request, response) => void response.end('{}'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  opened.add(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const remote = createRemoteFetch({ url, ca: null, fingerprint: null }, STRAIGHT_OUT);
  opened.add(remote.close);
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const answer = await remote.fetch(url, {
    method: 'GET',
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal,
  });
  expect(await answer.text()).toBe('{}');
});
