import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type SecureContextOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordedLog } from '../testing/recorded-log.ts';
import { envelopeFormat } from './error-answer.ts';
import { HTTP_LIMITS } from './http-limits.ts';
import { createNodeServer } from './node-server.ts';
import { startEchoServer } from './testing/echo-server.ts';
import { openTls } from './tls.ts';

const committed = join(import.meta.dirname, 'testing/tls');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tls-'));
});
afterAll(() => rm(folder, { recursive: true }));

const files = (name = '') => ({
  certFile: join(committed, `${name}cert.pem`),
  keyFile: join(committed, `${name}key.pem`),
});

/** The common name of the certificate that answers, and the head of the answer. */
async function ask(port: number): Promise<{ readonly name: string; readonly answer: string }> {
  const socket = connectTls({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const name = String(socket.getPeerCertificate().subject.CN);
  socket.end('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  return { name, answer: Buffer.concat(chunks).toString() };
}

describe('TLS by files', () => {
  it('encrypts, and tells browsers to insist on it', async () => {
    await writeFile(join(folder, 'index.html'), '<!doctype html>');
    const echo = await startEchoServer({ tls: files(), clientDirectory: folder });
    expect(echo.url).toBe(`https://127.0.0.1:${echo.port}`);
    const { name, answer } = await ask(echo.port);
    expect(name).toBe('localhost');
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('strict-transport-security: max-age=');
    await echo.server.close();
  });

  it('takes a new certificate without a restart', async () => {
    const other = { cert: await readFile(files('other-').certFile), key: await readFile(files('other-').keyFile) };
    let change: (context: SecureContextOptions) => void = () => undefined;
    const tls = {
      current: () => ({ cert: readFileSync(files().certFile), key: readFileSync(files().keyFile) }),
      onChange: (listener: typeof change) => void (change = listener),
      close: () => undefined,
    };
    const options = { limits: HTTP_LIMITS, tls, formatError: envelopeFormat };
    const server = createNodeServer((_request, response) => response.end(), options);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect((await ask(port)).name).toBe('localhost');
    change(other);
    expect((await ask(port)).name).toBe('other');
    server.close();
  });

  it('reads the files again when they change, and stays with the old ones when the new ones are no good', async () => {
    const own = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
    await copyFile(files().certFile, own.certFile);
    await copyFile(files().keyFile, own.keyFile);
    const old = String(await readFile(own.certFile));
    const other = String(await readFile(files('other-').certFile));
    let warn = () => {};
    const warned = new Promise<void>((resolve) => (warn = resolve));
    const tls = await openTls(own, { ...recordedLog(), warn }, 20);
    expect(tls.current().cert).toBe(old);
    await copyFile(files('other-').certFile, own.certFile);
    await warned;
    expect(tls.current().cert).toBe(old);
    const changed = new Promise((resolve) => tls.onChange(resolve));
    await copyFile(files('other-').keyFile, own.keyFile);
    expect(await changed).toMatchObject({ cert: other });
    tls.close();
  });

  it.each(['cert', 'key'] as const)('refuses an empty %s, as it is while it is replaced', async (which) => {
    const empty = join(folder, 'empty.pem');
    await writeFile(empty, '');
    await expect(openTls({ ...files(), [`${which}File`]: empty }, recordedLog())).rejects.toThrow('it is empty');
  });

  it.each([
    ['a certificate that is missing', { certFile: 'none.pem', keyFile: files().keyFile }, 'certificate cannot be read'],
    ['a key that is missing', { certFile: files().certFile, keyFile: 'none.pem' }, 'key cannot be read'],
    ['a key of another certificate', { certFile: files().certFile, keyFile: files('other-').keyFile }, 'together'],
    ['what is no PEM', { certFile: import.meta.filename, keyFile: files().keyFile }, 'together'],
  ])('refuses %s before it starts', async (_kind, tls, words) => {
    await expect(startEchoServer({ tls })).rejects.toThrow(words);
  });
});
