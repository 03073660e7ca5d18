import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { lookForElektrad } from './look-for-elektrad.ts';

const servers = new Set<{ close: () => void }>();
afterEach(() => {
  servers.forEach((server) => server.close());
  servers.clear();
});

async function portOf(server: Server): Promise<number> {
  servers.add(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

const answering = (answer: RequestListener) => portOf(createServer(answer));

describe('lookForElektrad', () => {
  it('is the version of the one that answers, asked within one session', async () => {
    const cookies: (string | undefined)[] = [];
    const version = { api: 1, elektra: { version: '0.9.14', major: 0, minor: 9, micro: 14 } };
    const port = await answering(({ headers }, response) => {
      cookies.push(headers.cookie);
      response.end(JSON.stringify(version));
    });
    expect(await lookForElektrad(port)).toMatchObject({ elektra: { version: '0.9.14' } });
    expect(cookies).toEqual(['session=elektra-web-start']);
  });

  it('is null where nothing listens', async () => {
    const server = createTcpServer();
    const port = await portOf(server);
    server.close();
    await once(server, 'close');
    expect(await lookForElektrad(port)).toBeNull();
  });

  it.each<[string, RequestListener]>([
    ['another page', (_request, response) => response.end('<!doctype html>')],
    ['other JSON', (_request, response) => response.end('{}')],
    ['far too much', (_request, response) => response.end('x'.repeat(100_000))],
    ['the end of the connection', (request) => request.socket.destroy()],
  ])('refuses %s', async (_what, answer) => {
    await expect(lookForElektrad(await answering(answer))).rejects.toThrow('is no elektrad');
  });

  it('refuses what speaks no HTTP', async () => {
    const port = await portOf(createTcpServer((socket) => socket.on('error', () => undefined).end('220 mail\r\n')));
    await expect(lookForElektrad(port)).rejects.toThrow('is no elektrad');
  });
});
