import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCertificate, hasOpenssl } from '../fixtures/certificate.ts';
import { runElektraWeb } from '../fixtures/elektra-web-process.ts';
import { createHome } from '../fixtures/home.ts';
import { machinePerTest } from '../fixtures/machine-per-test.ts';
import { portOf } from '../fixtures/network.ts';

const openssl = await hasOpenssl();

const machine = machinePerTest(beforeEach, afterEach);

async function call(args: readonly string[], env: Readonly<Record<string, string>> = {}, from = machine.home) {
  const run = runElektraWeb('call', { home: from, args, env });
  const { code } = await run.ended;
  return { code, out: run.stdout(), err: run.stderr() };
}

describe('elektra-web call', () => {
  it('adds, lists and removes an instance of the clusterd on the data directory', async () => {
    const running = await machine.start('serve');
    const created = await call(['instances.create', '{"id":"web","name":"web","host":"http://127.0.0.1:1"}']);
    expect(created).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(created.out)).toMatchObject({ id: 'web', name: 'web' });
    const again = await call(['instances.create', '{"name":"web","host":"http://127.0.0.1:1"}']);
    expect([again.code, again.out]).toEqual([1, '']);
    expect(JSON.parse(again.err)).toMatchObject({
      error: { code: 'INSTANCE_ALREADY_EXISTS', data: { existing: { id: 'web' } } },
    });
    expect(JSON.parse((await call(['instances.remove', '{"id":"web"}'])).out)).toEqual({ id: 'web' });
    expect(JSON.parse((await call(['instances.list'])).out)).toEqual({ items: [], total: 0 });
    await running.stop();
    expect(await call(['instances.list'])).toMatchObject({ code: 1, err: expect.stringContaining('No clusterd runs') });
  });

  it('says that nobody answers after clusterd was killed', async () => {
    const running = await machine.start('serve');
    await running.kill();
    const { code, err } = await call(['instances.list']);
    expect(code).toBe(1);
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'CONNECTION_LOST' } });
  });

  it.skipIf(!openssl)('reaches one elsewhere over TLS below a base path, by environment', async () => {
    const { cert, key } = await createCertificate(machine.home);
    const running = await machine.start('serve', ['--tls-cert', cert, '--tls-key', key, '--base-path', '/fleet']);
    expect(await call(['session.get'])).toMatchObject({ code: 0 });

    const elsewhere = await createHome();
    machine.cleanup.defer(() => elsewhere.remove());
    const tokenFile = elsewhere.path('token');
    const made = await call(['tokens.create', '{"name":"script","role":"viewer"}']);
    await writeFile(tokenFile, (JSON.parse(made.out) as { readonly token: string }).token);
    const env = { ELEKTRA_WEB_URL: running.url('clusterd'), ELEKTRA_WEB_TOKEN_FILE: tokenFile };
    const who = await call(['session.get'], { ...env, ELEKTRA_WEB_CA: cert }, elsewhere);
    expect(JSON.parse(who.out)).toMatchObject({ name: 'script', role: 'viewer' });
    expect(await call(['session.get'], env, elsewhere)).toMatchObject({
      code: 1,
      err: expect.stringContaining('certificate'),
    });
  });

  it('ends with 130 when Ctrl+C cancels it', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    const asked = once(silent, 'request');
    await once(silent, 'listening');
    machine.cleanup.defer(async () => silent.close());
    const url = `http://127.0.0.1:${portOf(silent)}`;
    const run = runElektraWeb('call', { home: machine.home, args: ['session.get', '--url', url] });
    await asked;
    run.signal('SIGINT');
    expect(await run.ended).toEqual({ code: 130, signal: null });
    expect(run.stderr()).toBe('elektra-web: cancelled.\n');
  });

  it('takes its input from a pipe', async () => {
    await machine.start('serve');
    const prefix = ['sh', '-c', 'printf %s "$INPUT" | "$0" "$@"'];
    const env = { INPUT: '{"name":"web","host":"http://127.0.0.1:1"}' };
    const run = runElektraWeb('call', { home: machine.home, prefix, args: ['instances.create', '-'], env });
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(JSON.parse(run.stdout())).toMatchObject({ name: 'web' });
  });
});
