import { readFile } from 'node:fs/promises';
import { request as requestPlain } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCertificate, hasOpenssl } from '../fixtures/certificate.ts';
import { administratorOf } from '../fixtures/clusterd-http.ts';
import { runElektraWeb } from '../fixtures/elektra-web-process.ts';
import { machinePerTest } from '../fixtures/machine-per-test.ts';
import { freePort } from '../fixtures/network.ts';

const machine = machinePerTest(beforeEach, afterEach);

async function refusal(args: readonly string[]): Promise<string> {
  const run = runElektraWeb('serve', { home: machine.home, args });
  expect(await run.ended).toEqual({ code: 1, signal: null });
  expect(run.stdout()).toBe('');
  return run.stderr();
}

function getOverTls(url: string, options: RequestOptions): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
    });
    sent.on('error', reject).end();
  });
}

describe('TLS by files', async () => {
  const openssl = await hasOpenssl();
  if (!openssl) process.stderr.write('SKIPPED: TLS needs openssl to make a certificate.\n');

  it.skipIf(!openssl)('serves with the certificate, and says so to who comes with http', async () => {
    const certificate = await createCertificate(machine.home);
    const serve = await machine.start('serve', ['--tls-cert', certificate.cert, '--tls-key', certificate.key]);
    const url = serve.url('clusterd');
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const ca = await readFile(certificate.cert, 'utf8');
    expect((await getOverTls(`${url}/readyz`, { ca })).status).toBe(200);
    await expect(getOverTls(`${url}/readyz`, {})).rejects.toThrow('self-signed certificate');
    expect(await serve.signInLink()).toMatch(/^https:/);

    const plain = await fetch(url.replace('https:', 'http:'), { redirect: 'manual' }).then(
      async (answer) => ({ status: answer.status, body: await answer.text() }),
      (error: unknown) => ({ status: 0, body: String(error) }),
    );
    expect(plain.status).not.toBe(200);
    await serve.stop();
  });

  it.skipIf(!openssl)('refuses files that are not there or do not belong together', async () => {
    const certificate = await createCertificate(machine.home);
    expect(
      await refusal(['--port', '0', '--tls-cert', machine.home.path('none'), '--tls-key', certificate.key]),
    ).toContain(machine.home.path('none'));
    expect(await refusal(['--port', '0', '--tls-cert', certificate.key, '--tls-key', certificate.key])).toContain(
      certificate.key,
    );
  });
});

describe('--no-auth', () => {
  it('lets everybody in on loopback', async () => {
    const serve = await machine.start('serve', ['--no-auth']);
    expect((await fetch(`${serve.url('clusterd')}/api/instances`)).status).toBe(200);
    expect(serve.stderr()).not.toContain('#code=');
    // Not every page of the web, though.
    const foreign = await fetch(`${serve.url('clusterd')}/api/instances`, {
      headers: { origin: 'http://evil.example' },
    });
    expect(foreign.status).toBe(403);
  });

  it.each(['0.0.0.0', '::'])('is refused on %s', async (host) => {
    expect(await refusal(['--port', '0', '--no-auth', '--host', host])).toContain('--no-auth');
  });

  it('is off without the flag', async () => {
    const serve = await machine.start('serve', [], { ELEKTRA_WEB_NO_AUTH: 'false' });
    expect((await fetch(`${serve.url('clusterd')}/api/instances`)).status).toBe(401);
  });
});

describe('an address of the network', () => {
  it('without TLS is refused unless --insecure is said', async () => {
    expect(await refusal(['--port', '0', '--host', '0.0.0.0'])).toContain('--insecure');
    const serve = await machine.start('serve', ['--host', '0.0.0.0', '--insecure']);
    const { port } = new URL(serve.url('clusterd'));
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  });
});

describe('--allowed-host', () => {
  it('lets a further name in, and no other', async () => {
    const serve = await machine.start('serve', ['--allowed-host', 'elektra.example']);
    const { port } = new URL(serve.url('clusterd'));
    const client = await administratorOf(serve);
    expect(await client.call('instances.list', {})).toMatchObject({ total: 0 });
    expect(await statusFor(port, 'elektra.example')).toBe(401);
    expect(await statusFor(port, 'rebound.example')).toBe(403);
  });

  function statusFor(port: string, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      requestPlain({ host: '127.0.0.1', port, path: '/api/instances', headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
  }
});

describe('--base-path', () => {
  it('serves everything below it, and nothing beside it', async () => {
    const serve = await machine.start('serve', ['--base-path', '/tools/elektra/']);
    const url = serve.url('clusterd');
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/tools\/elektra$/);
    expect(await serve.signInLink()).toMatch(/\/tools\/elektra\/sign-in#code=/);
    const client = await administratorOf(serve);
    expect(await client.call('instances.list', {})).toMatchObject({ total: 0 });
    const page = await (await fetch(`${url}/instances/some`)).text();
    expect(page).toContain('/tools/elektra/');
    expect((await fetch(`${new URL(url).origin}/api/instances`)).status).toBe(404);
  });
});

describe('environment variables', () => {
  it('stand for every flag, and flags win', async () => {
    const [port, other] = [await freePort(), await freePort()];
    const environment = {
      ELEKTRA_WEB_PORT: `${port}`,
      ELEKTRA_WEB_DATA_DIR: machine.home.path('from-environment'),
      ELEKTRA_WEB_LINK: 'never',
      ELEKTRA_WEB_LOG_FORMAT: 'json',
      ELEKTRA_WEB_BASE_PATH: '/e',
    };
    const serve = runElektraWeb('serve', { home: machine.home, env: environment });
    machine.cleanup.defer(() => serve.kill());
    await serve.says('stdout', new RegExp(`listening on http://127.0.0.1:${port}/e$`, 'm'));

    const flagged = runElektraWeb('serve', {
      home: machine.home,
      dataDir: machine.home.path('other'),
      env: environment,
      args: ['--port', `${other}`],
    });
    machine.cleanup.defer(() => flagged.kill());
    await flagged.says('stdout', new RegExp(`listening on http://127.0.0.1:${other}/e$`, 'm'));
  });

  it('PORT of old set-ups is clusterd’s port', async () => {
    const port = await freePort();
    const serve = runElektraWeb('serve', { home: machine.home, env: { PORT: `${port}` } });
    machine.cleanup.defer(() => serve.kill());
    await serve.says('stdout', new RegExp(`listening on http://127.0.0.1:${port}$`, 'm'));
  });
});
