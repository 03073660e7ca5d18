import { readdir, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { administratorOf, createToken } from '../fixtures/clusterd-http.ts';
import { runElektraWeb } from '../fixtures/elektra-web-process.ts';
import { machinePerTest } from '../fixtures/machine-per-test.ts';
import { freePort, holdPort } from '../fixtures/network.ts';

const machine = machinePerTest(beforeEach, afterEach);

const READY = {
  clusterd: /^clusterd listening on http:\/\/127\.0\.0\.1:\d+$/,
  elektrad: /^elektrad listening on http:\/\/127\.0\.0\.1:\d+$/,
};

describe('the ready lines', () => {
  it('are all that standard output carries, and name what can be opened', async () => {
    const up = await machine.start('up');
    expect(up.stdout().trimEnd().split('\n')).toEqual([
      expect.stringMatching(READY.elektrad),
      expect.stringMatching(READY.clusterd),
    ]);
    expect((await fetch(`${up.url('clusterd')}/readyz`)).status).toBe(200);
    expect((await fetch(`${up.url('elektrad')}/version`)).status).toBe(200);
    const client = await administratorOf(up);
    await client.call('keys.set', { id: 'local', key: 'user:/a', value: '1' });
    await up.stop();
    expect(up.stdout().trimEnd().split('\n')).toHaveLength(2);
  });

  it('name the port that was asked for', async () => {
    const port = await freePort();
    const serve = await machine.start('serve', ['--port', `${port}`]);
    expect(serve.stdout()).toBe(`clusterd listening on http://127.0.0.1:${port}\n`);
    await serve.stop();
  });
});

describe('the log', () => {
  it('is JSON lines on standard error when that is no terminal, and holds no secret', async () => {
    const serve = await machine.start('serve', ['--log-level', 'debug']);
    const token = await createToken(await serve.signInLink());
    await fetch(`${serve.url('clusterd')}/api/instances`, { headers: { authorization: `Bearer ${token}` } });
    await serve.stop();
    const lines = serve
      .stderr()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    expect(lines.length).toBeGreaterThan(0);
    lines.forEach((line) =>
      expect(JSON.parse(line)).toMatchObject({ level: expect.anything(), msg: expect.any(String) }),
    );
    expect(lines.join('\n')).not.toContain(token);
  });
});

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  it('closes cleanly within 5 s, with connections open', async () => {
    const up = await machine.start('up');
    const client = await administratorOf(up);
    await client.call('keys.set', { id: 'local', key: 'user:/kept', value: 'yes' });
    // One connection that never asks, one that never finishes asking.
    const { hostname, port } = new URL(up.url('clusterd'));
    const unfinished = request({
      hostname,
      port,
      method: 'POST',
      path: '/api/session',
      headers: { 'content-length': 100 },
    });
    unfinished.on('error', () => unfinished.destroy());
    unfinished.write('{');
    await once(unfinished, 'socket');

    const asked = performance.now();
    up.signal(signal);
    expect(await up.ended).toEqual({ code: 0, signal: null });
    // Three times over, for machines that do much beside.
    expect(performance.now() - asked).toBeLessThan(15_000);

    const again = await machine.start('up');
    const { value } = await (await administratorOf(again)).call('keys.read', { id: 'local', key: 'user:/kept' });
    expect(value).toBe('yes');
  });
});

describe('a second start', () => {
  it.each(['serve', 'elektrad', 'up'] as const)(
    'of %s on the same data directory says who holds it and exits with 1',
    async (command) => {
      const first = await machine.start(command);
      const second = runElektraWeb(command, {
        home: machine.home,
        args:
          command === 'elektrad'
            ? ['--elektrad-port', '0']
            : command === 'up'
              ? ['--port', '0', '--elektrad-port', '0']
              : ['--port', '0'],
      });
      expect(await second.ended).toEqual({ code: 1, signal: null });
      expect(second.stderr()).toContain(`${first.pid}`);
      expect(second.stderr()).toContain(machine.home.dataDir);
      expect(second.stdout()).toBe('');
      await first.stop();
    },
  );

  it('is possible as soon as the first was killed', async () => {
    const first = await machine.start('up');
    await first.kill();
    await (await machine.start('up')).stop();
  });
});

describe('a taken port', () => {
  it('of clusterd names its holder and exits with 1', async () => {
    const held = await holdPort();
    machine.cleanup.defer(() => held.release());
    const serve = runElektraWeb('serve', { home: machine.home, args: ['--port', `${held.port}`] });
    expect(await serve.ended).toEqual({ code: 1, signal: null });
    expect(serve.stderr()).toContain(`${held.port}`);
    expect(serve.stderr()).toContain(`pid ${process.pid}`);
    expect(serve.stdout()).toBe('');
  });

  it('of the elektrad names its holder and exits with 1', async () => {
    const held = await holdPort();
    machine.cleanup.defer(() => held.release());
    const elektrad = runElektraWeb('elektrad', { home: machine.home, args: ['--elektrad-port', `${held.port}`] });
    expect(await elektrad.ended).toEqual({ code: 1, signal: null });
    expect(elektrad.stderr()).toContain(`pid ${process.pid}`);
  });
});

describe('wrong use', () => {
  it.each([
    ['an unknown command', ['no-such-command']],
    ['an unknown option', ['serve', '--no-such-option']],
    ['a port that is none', ['serve', '--port', '70000']],
    ['half of TLS', ['serve', '--port', '0', '--tls-cert', '/nowhere.crt']],
  ])('%s is said on standard error, without a stack', async (_, [command = '', ...args]) => {
    const run = runElektraWeb(command, { home: machine.home, args });
    expect((await run.ended).code).toBe(1);
    expect(run.stderr()).not.toMatch(/^\s+at /m);
    expect(run.stderr()).not.toBe('');
    expect(run.stdout()).toBe('');
  });

  it('--help names the commands', async () => {
    const help = runElektraWeb('--help', { home: machine.home });
    expect(await help.ended).toEqual({ code: 0, signal: null });
    expect(help.stdout()).toMatch(/up[\s\S]*serve[\s\S]*elektrad[\s\S]*sign-in/);
  });
});

describe('the data directory', () => {
  it('is readable by its owner only', async () => {
    const up = await machine.start('up');
    await up.stop();
    const folders = [
      machine.home.dataDir,
      ...(await readdir(machine.home.dataDir)).map((name) => `${machine.home.dataDir}/${name}`),
    ];
    for (const folder of folders) expect((await stat(folder)).mode & 0o077, folder).toBe(0);
  });
});
