import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { holderOfPort, listeningInodes } from './port-holder.ts';

describe('holderOfPort', () => {
  it.runIf(process.platform === 'linux')('names the process that listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await holderOfPort(port)).toContain(`(pid ${process.pid})`);
    server.close();
    await once(server, 'close');
    expect(await holderOfPort(port)).toBeNull();
  });
});

describe('listeningInodes', () => {
  it('takes only listening sockets of exactly that port', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:8235 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1',
      '   1: 0100007F:8235 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 12 1',
      '   2: 0100007F:1823 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 13 1',
    ].join('\n');
    expect(listeningInodes(table, 0x8235)).toEqual(['11']);
    expect(listeningInodes(table, 0x35)).toEqual([]);
  });
});
