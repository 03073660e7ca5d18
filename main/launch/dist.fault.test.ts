import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFixtureProject } from './testing/fixture-project.ts';
import type { FixtureProject } from './testing/fixture-project.ts';
import { createGate } from './testing/gate.ts';
import { startMirror } from './testing/mirror.ts';
import type { Mirror } from './testing/mirror.ts';

/** Makes a file per target, or does what BUILDER says of a target: `deb=hang`, `deb=fail`, `deb=quiet`. */
const builder = `
import { mkdirSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
const targets = process.argv.slice(3, process.argv.indexOf('--publish'));
console.log('  • packaging', process.argv.slice(2).join(' '));
for (const target of targets) {
  const act = new Map((process.env.BUILDER ?? '').split(',').map((pair) => pair.split('='))).get(target);
  if (act === 'fail') {
    console.error('  ⨯ no ' + target + ' today  failedTask=build stackTrace=Error: no');
    process.exit(1);
  }
  if (act === 'quiet') process.exit(3);
  if (act === 'hang') {
    spawn(process.execPath, ['-e', 'require("net").connect(process.env.HELPER); setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    setInterval(() => undefined, 1_000);
    break;
  }
  mkdirSync('release', { recursive: true });
  if (target === 'dir') mkdirSync('release/linux-unpacked', { recursive: true });
  writeFileSync(target === 'dir' ? 'release/linux-unpacked/elektra-web' : 'release/product.' + target, 'x'.repeat(250_000));
  if (target === 'dir') continue;
  const file = '  - url: product.' + target + '\\n    sha512: abc\\n    size: 4\\n';
  writeFileSync('release/latest-linux.yml', 'version: 1.0.0\\nfiles:\\n' + file + 'path: product.' + target + '\\n');
}
`;

describe.skipIf(process.platform !== 'linux')('npm run dist', () => {
  let project: FixtureProject;
  let mirror: Mirror | undefined;

  beforeAll(async () => {
    project = createFixtureProject();
    await project.launch('build.mjs').end;
    project.write('node_modules/electron/package.json', '{ "version": "45.4.1" }');
    project.write('node_modules/electron/install.js', readFileSync(installScript, 'utf8'));
    project.write('node_modules/electron-builder/package.json', '{ "type": "module", "bin": "cli.js" }');
    project.write('node_modules/electron-builder/cli.js', builder);
    project.write('runtime/version', '45.4.1');
    project.write('runtime/electron', 'binary');
    project.write('bin/rpmbuild', '#!/bin/sh');
  });

  afterEach(async () => {
    await mirror?.close();
    mirror = undefined;
  });

  afterAll(() => {
    project.remove();
  });

  const installScript = new URL('../../node_modules/electron/install.js', import.meta.url);

  const dist = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const runtime = { ELECTRON_OVERRIDE_DIST_PATH: join(project.root, 'runtime') };
    const launch = project.launch('dist.mjs', args, { ...runtime, ELEKTRA_WEB_DIST_IDLE_SECONDS: '1', ...env });
    const end = await launch.end;
    return { end, lines: launch.stderr().trimEnd().split('\n') };
  };

  it('makes every kind, says how large each is, and lists them all for updates', async () => {
    const { end, lines } = await dist([]);
    expect(end, lines.join('\n')).toBe(0);
    expect(lines.slice(-3)).toEqual(['AppImage', 'deb', 'rpm'].map((kind) => `release/product.${kind}: 0.3 MB`));
    const listed = [...project.read('release/latest-linux.yml').matchAll(/url: product\.(\w+)/g)];
    expect(listed.map(([, kind]) => kind).sort()).toEqual(['AppImage', 'deb', 'rpm']);
    expect(project.has('dist/.installers')).toBe(false);
  });

  it('says which was not made and why, and goes on', async () => {
    const { end, lines } = await dist([], { BUILDER: 'AppImage=fail,deb=quiet' });
    expect(end, lines.join('\n')).toBe(0);
    expect(lines.slice(-3)).toEqual([
      'AppImage was not made: no AppImage today.',
      expect.stringMatching(
        /^deb was not made: electron-builder ended with exit code 3 \(its last words: packaging .*\)\.$/,
      ),
      'release/product.rpm: 0.3 MB',
    ]);
    expect((await dist(['--all', 'deb', 'rpm'], { BUILDER: 'deb=fail' })).end).toBe(1);
    expect((await dist(['deb'], { BUILDER: 'deb=fail' })).end).toBe(1);
  });

  it('gives up what comes to a standstill, with everything that it has started', async () => {
    const gate = await createGate(project.root, 'helper');
    const { end, lines } = await dist(['deb'], { BUILDER: 'deb=hang', HELPER: gate.path });
    await gate.arrival;
    await gate.departure;
    expect(end).toBe(1);
    expect(lines.at(-1)).toMatch(/^deb was not made: nothing came and nothing was written for 1 s/);
  });

  it('makes the unpacked folder alone', async () => {
    expect((await dist(['--dir'])).lines.at(-1)).toBe('release/linux-unpacked: 0.3 MB');
  });

  it("makes nothing where Electron's binary cannot be had, and says what else could be done", async () => {
    mirror = await startMirror('silent');
    const { end, lines } = await dist([], {
      ELECTRON_OVERRIDE_DIST_PATH: '',
      ELECTRON_SKIP_BINARY_DOWNLOAD: '',
      ELECTRON_MIRROR: mirror.url,
      ELEKTRA_WEB_FETCH_IDLE_SECONDS: '0.5',
    });
    expect(end).toBe(1);
    expect(lines.at(-1)).toMatch(
      /^No installer was made: each holds Electron 45\.4\.1, and .+\. ELECTRON_MIRROR names/,
    );
  });

  it.each([
    [{ ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' }, 'the folder in ELECTRON_OVERRIDE_DIST_PATH does not have it'],
    [
      { ELECTRON_OVERRIDE_DIST_PATH: '', ELECTRON_SKIP_BINARY_DOWNLOAD: '1' },
      'ELECTRON_SKIP_BINARY_DOWNLOAD keeps it from being fetched',
    ],
  ])('fetches nothing where the environment says otherwise (%o)', async (env, reason) => {
    const { end, lines } = await dist([], env);
    expect(end).toBe(1);
    expect(lines.at(-1)).toContain(`each holds Electron 45.4.1, and ${reason}.`);
  });

  it('refuses what this system cannot make', async () => {
    const { end, lines } = await dist(['dmg']);
    expect(end).toBe(1);
    expect(lines[0]).toBe('This system makes no dmg.');
  });
});
