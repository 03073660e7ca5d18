import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFixtureProject } from './testing/fixture-project.ts';
import type { FixtureProject } from './testing/fixture-project.ts';
import { sha256, startMirror, zipOf } from './testing/mirror.ts';
import type { Behaviour, Mirror } from './testing/mirror.ts';

const packages = fileURLToPath(new URL('../../node_modules/', import.meta.url));
const archive = `electron-v45.4.1-${process.platform}-${process.arch}.zip`;

/** As Electron does, with the program as its first argument. */
const desktop = (lines: string): string => `#!/bin/sh\n${lines}\n`;

/** For a server from which nothing more will ever come. */
const IMPATIENT = { ELEKTRA_WEB_FETCH_IDLE_SECONDS: '0.5' };
/** How far the fetch was by then depends on the machine; the words for each are tested with the watch itself. */
const GIVEN_UP = /did not answer within 0.5 s|stood still for 0.5 s/;

describe.skipIf(process.platform !== 'linux')('npm start and the binary of Electron', () => {
  let project: FixtureProject;
  let mirror: Mirror | undefined;

  beforeAll(async () => {
    project = createFixtureProject();
    await project.launch('build.mjs').end;
    project.write('main/desktop.ts', 'console.log("desktop");');
    await project.launch('build.mjs').end;
    // The electron package's own install script with what it needs.
    for (const scope of ['@electron', '@electron-internal']) {
      symlinkSync(join(packages, scope), join(project.root, 'node_modules', scope));
    }
  });

  beforeEach(() => {
    rmSync(join(project.root, 'node_modules', 'electron'), { recursive: true, force: true });
    mkdirSync(join(project.root, 'node_modules', 'electron'));
    for (const file of ['package.json', 'install.js', 'checksums.json']) {
      cpSync(join(packages, 'electron', file), join(project.root, 'node_modules', 'electron', file));
    }
    rmSync(join(project.root, 'dist', '.electron-not-fetched.json'), { force: true });
    rmSync(join(project.root, 'cache'), { recursive: true, force: true });
  });

  afterEach(async () => {
    await mirror?.close();
    mirror = undefined;
  });

  afterAll(() => {
    project.remove();
  });

  const environment = (more: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
    DISPLAY: ':0',
    ELECTRON_SKIP_BINARY_DOWNLOAD: '',
    ELECTRON_OVERRIDE_DIST_PATH: '',
    ELECTRON_MIRROR: mirror?.url ?? 'http://127.0.0.1:1/',
    electron_config_cache: join(project.root, 'cache'),
    // Not reached by what comes to an end by itself, however busy the machine is.
    ELEKTRA_WEB_FETCH_IDLE_SECONDS: '60',
    ...more,
  });

  const start = async (args: readonly string[] = [], more: NodeJS.ProcessEnv = {}) => {
    const launch = project.launch('start.mjs', args, environment(more));
    const end = await launch.end;
    return { end, stdout: launch.stdout(), lines: launch.stderr().trimEnd().split('\n') };
  };

  const startWith = async (behaviour: Behaviour, args: readonly string[] = [], more: NodeJS.ProcessEnv = {}) => {
    mirror = await startMirror(behaviour);
    return start(args, more);
  };

  const putBinary = (script: string): void => {
    project.write('node_modules/electron/dist/version', '45.4.1');
    project.write('node_modules/electron/dist/electron', desktop(script));
  };

  it('gives up on a server that never answers, goes on headless, and remembers it until it is asked again', async () => {
    const first = await startWith('silent', ['--port', '0'], IMPATIENT);
    const reason = `Electron's binary is not here: ${mirror?.host} did not answer within 0.5 s`;
    expect(first).toMatchObject({ end: 0, stdout: 'hello up --link always --port 0\n' });
    expect(first.lines).toHaveLength(2);
    expect(first.lines[0]).toContain(`Fetching Electron 45.4.1 from ${mirror?.host}`);
    const line = `Starting headless, for a browser: ${reason}; "npm start -- --desktop" tries again.`;
    expect(first.lines[1]).toBe(line);
    expect(project.has('dist/.electron-fetch')).toBe(false);

    // Where the machine is busy, the first start may have given up before it had asked.
    const asked = mirror?.requests.length;
    expect(await start()).toEqual({ end: 0, stdout: 'hello up --link always\n', lines: [line] });
    expect(mirror?.requests).toHaveLength(asked ?? 0);

    const again = await start(['--desktop'], IMPATIENT);
    expect(again).toMatchObject({ end: 0, stdout: 'hello up --link always\n' });
    expect(again.lines[0]).toContain(`Fetching Electron 45.4.1 from ${mirror?.host}`);

    await mirror?.close();
    mirror = await startMirror('without the file');
    const elsewhere = await start([], { ELECTRON_MIRROR: '', npm_config_electron_mirror: `${mirror.url}other/` });
    expect(elsewhere.lines).toHaveLength(2);
    expect(mirror.requests.at(-1)).toBe(`/other/v45.4.1/${archive}`);
  });

  it('waits once when it is started twice', async () => {
    mirror = await startMirror('silent');
    const [one, two] = ['first', 'second'].map(() => project.launch('start.mjs', [], environment({})));
    const started = [one, two].filter((launch) => launch !== undefined);
    const waiting = await Promise.race(
      started.map((launch) => launch.says('waiting for it to finish').then(() => launch)),
    );
    await started.find((launch) => launch !== waiting)?.says('Fetching');
    await mirror.asked;
    await mirror.close();
    const { requests } = mirror;
    mirror = undefined;
    expect(await Promise.all(started.map(({ end }) => end))).toEqual([0, 0]);
    expect(waiting.stderr().trimEnd().split('\n').at(-1)).toContain('Starting headless');
    expect(requests).toHaveLength(1);
  });

  it.each<[string, Behaviour, NodeJS.ProcessEnv, RegExp]>([
    ['sends a byte now and then', 'trickling', IMPATIENT, GIVEN_UP],
    ['stops in the middle', { stopsAfter: Buffer.alloc(1_500_000) }, IMPATIENT, GIVEN_UP],
    ['takes too long in all', 'trickling', { ELEKTRA_WEB_FETCH_SECONDS: '0.5' }, /was not done after 0.5 s/],
    ['does not have it', 'without the file', {}, /Response code 404/],
    ['sends something else', { serves: Buffer.from('hello') }, {}, /checksum/],
  ])('goes on headless when the server %s', async (_name, behaviour, env, reason) => {
    const { end, stdout, lines } = await startWith(behaviour, [], env);
    expect({ end, stdout }).toEqual({ end: 0, stdout: 'hello up --link always\n' });
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(reason);
    expect(project.has('node_modules/electron/dist')).toBe(false);
  });

  it('goes on headless when no server is there', async () => {
    const { end, lines } = await start();
    expect(end).toBe(0);
    expect(lines.at(-1)).toContain('127.0.0.1:1 cannot be reached');
  });

  it.each([
    ['is no display', { DISPLAY: '', WAYLAND_DISPLAY: '' }, 'there is no display'],
    ['should be no download', { ELECTRON_SKIP_BINARY_DOWNLOAD: '1' }, 'ELECTRON_SKIP_BINARY_DOWNLOAD is set'],
  ])('asks nobody where there %s', async (_name, env, reason) => {
    const { end, lines } = await startWith('silent', ['--desktop'], env);
    expect(end).toBe(0);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(reason);
    expect(mirror?.requests).toEqual([]);
  });

  it('starts the desktop application with the binary it has fetched', async () => {
    const zip = zipOf({ version: '45.4.1', electron: desktop('echo "desktop ready"; echo "electron $2"; exit 5') });
    project.write('node_modules/electron/checksums.json', JSON.stringify({ [archive]: sha256(zip) }));
    const first = await startWith({ serves: zip }, ['--hidden']);
    expect(first).toMatchObject({ end: 5, stdout: 'desktop ready\nelectron --hidden\n' });
    expect(await start()).toMatchObject({ end: 5, lines: [''] });
    expect(mirror?.requests).toHaveLength(1);
  });

  it('leaves nothing that runs, and nothing that is trusted, when it is killed while fetching', async () => {
    mirror = await startMirror({ stopsAfter: Buffer.alloc(5_000_000) });
    const launch = project.launch('start.mjs', [], environment({}));
    await launch.says('Fetching');
    launch.process.kill('SIGKILL');
    await launch.end;
    // What unpacking would have left.
    putBinary('echo half');
    const after = await start([], { ELECTRON_SKIP_BINARY_DOWNLOAD: '1' });
    expect(after).toMatchObject({ end: 0, stdout: 'hello up --link always\n' });
    const again = await start([], IMPATIENT);
    expect(again.lines[0]).toContain('Fetching Electron');
    expect(existsSync(join(project.root, 'dist', '.electron-fetch'))).toBe(false);
  });

  it.each([
    ['ends at once', 'echo "FATAL: no sandbox" >&2; exit 133', 'exit code 133, saying "FATAL: no sandbox"'],
    ['crashes', 'kill -SEGV $$', 'exit code 139 and said nothing'],
    ['says nothing', 'exit 1', 'exit code 1 and said nothing'],
  ])('says so and goes on headless when the desktop application %s', async (_name, script, reason) => {
    putBinary(script);
    const { end, stdout, lines } = await start(['--port', '0']);
    expect({ end, stdout }).toEqual({ end: 0, stdout: 'hello up --link always --port 0\n' });
    expect(lines.at(-1)).toBe(`Starting headless, for a browser: the desktop application ended with ${reason}.`);
  });

  it('goes on headless when the binary cannot be run at all', async () => {
    project.write('node_modules/electron/dist/version', '45.4.1');
    project.write('node_modules/electron/dist/electron', '#!/not/there\n');
    const { end, lines } = await start();
    expect(end).toBe(0);
    expect(lines.at(-1)).toContain('cannot be started');
  });

  it('ends as a desktop application ends that was in use, and with one that hands over to another', async () => {
    putBinary('echo desktop ready; exit 7');
    expect(await start()).toMatchObject({ end: 7, stdout: 'desktop ready\n' });
    putBinary('exit 0');
    expect(await start()).toMatchObject({ end: 0, stdout: '' });
  });

  it('ends as a desktop application that refuses to start, which says once what is in the way', async () => {
    const refusal =
      'elektra-web: /data is held by elektra-web serve (pid 7). Stop it first, or choose another --data-dir.';
    putBinary(`echo Chromium speaks >&2; echo '${refusal}' >&2; exit 1`);
    expect(await start()).toEqual({ end: 1, stdout: '', lines: ['Chromium speaks', refusal] });
  });

  it('starts no headless server when the desktop application is stopped', async () => {
    putBinary('echo here; exec sleep 60');
    const launch = project.launch('start.mjs', [], environment({}));
    await launch.says('here');
    launch.process.kill('SIGTERM');
    expect(await launch.end).toBe(143);
    expect(launch.stdout()).toBe('here\n');
  });
});
