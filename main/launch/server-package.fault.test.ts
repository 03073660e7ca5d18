import { execFile, execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeRuntime } from './server-package/node-runtime.mjs';
import { callInstalled, createScratchRoot, isDpkgHere, startInstalled } from './testing/scratch-root.ts';
import type { InstalledProgram, ScratchRoot } from './testing/scratch-root.ts';

const launcher = fileURLToPath(new URL('./server-package.mjs', import.meta.url));
const readProject = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const PACKAGE = 'elektra-web-server';
const NEWER = '99.0.0-rc.1';

/** The Node.js of a distribution needs its libraries: it cannot be carried elsewhere. */
const obstacle = ((): string | undefined => {
  if (!isDpkgHere()) return 'dpkg-deb is missing.';
  try {
    nodeRuntime(undefined);
    return undefined;
  } catch (error) {
    return String(error);
  }
})();
if (obstacle !== undefined) process.stderr.write(`The Debian package of the server is NOT tested: ${obstacle}\n`);

describe.skipIf(obstacle !== undefined)('the Debian package of the server', () => {
  let output: string;
  let root: ScratchRoot;
  let first: string;
  let second: string;
  const running = new Set<InstalledProgram>();

  const build = async (folder: string, args: readonly string[]): Promise<string> => {
    const all = ['--compression', 'none', '--out', join(output, folder), ...args];
    const { stderr } = await promisify(execFile)(process.execPath, [launcher, ...all]);
    return /^(.*\.deb): /m.exec(stderr)?.[1] ?? '';
  };

  const start = async (...args: readonly string[]): Promise<InstalledProgram> => {
    const program = await startInstalled(root, args);
    running.add(program);
    return program;
  };

  const field = (file: string, name: string): string =>
    execFileSync('dpkg-deb', ['--field', file, name], { encoding: 'utf8' }).trim();

  beforeAll(async () => {
    output = mkdtempSync(join(tmpdir(), 'elektra-web-deb-'));
    root = createScratchRoot();
    [first, second] = await Promise.all([build('first', []), build('second', ['--package-version', NEWER])]);
  });

  afterAll(() => {
    running.forEach((program) => program.process.kill('SIGKILL'));
    rmSync(output, { recursive: true, force: true });
    root.remove();
  });

  it('names itself, its machine and what it needs', () => {
    const { version } = JSON.parse(readProject('package.json')) as { version: string };
    expect(field(first, 'Package')).toBe(PACKAGE);
    expect(field(first, 'Version')).toBe(version);
    expect(field(second, 'Version')).toBe('99.0.0~rc.1');
    const machine = execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim();
    expect(field(first, 'Architecture')).toBe(machine);
    expect(field(first, 'Depends')).toMatch(/^adduser, libc6 \(>= 2\.\d+\), libgcc-s1, libstdc\+\+6 \(>= \d+\)$/);
    expect(field(first, 'Conflicts')).toBe('elektra-web');
    expect(Number(field(first, 'Installed-Size'))).toBeGreaterThan(80_000);
  });

  it('is installed with its command, service, user and options', () => {
    root.dpkg('--install', first);
    expect(root.dpkg('--verify', PACKAGE)).toBe('');
    expect(statSync(root.path('usr/lib/elektra-web/bin/node')).mode & 0o777).toBe(0o755);
    expect(readFileSync(root.path('etc/default/elektra-web'), 'utf8')).not.toMatch(/^[^#\n]/m);
    expect(existsSync(root.path('usr/share/doc/elektra-web-server/server.md'))).toBe(true);
    expect(readFileSync(root.path('etc/passwd'), 'utf8')).toContain('elektra-web:');
  });

  it('holds the build and what the server needs, for this machine, and nothing of developers', () => {
    const files = root.dpkg('--listfiles', PACKAGE).split('\n');
    const modules = files.filter((path) => path.includes('/node_modules/'));
    for (const name of ['lmdb', 'msgpackr', 'ordered-binary', 'weak-lru-cache']) {
      expect(modules).toContain(`/usr/lib/elektra-web/node_modules/${name}/package.json`);
    }
    const lock = (JSON.parse(readProject('package-lock.json')) as { packages: Record<string, { dev?: true }> })
      .packages;
    const packages = modules.filter((path) => path.endsWith('/package.json'));
    for (const path of packages) {
      const entry = lock[path.slice('/usr/lib/elektra-web/'.length, -'/package.json'.length)];
      if (entry !== undefined) expect([path, entry.dev]).toEqual([path, undefined]);
    }
    expect(
      modules.filter((path) => /\.(ts|map|c|h)$|\.musl\.node$|\/(electron|keytar|vue|vitest)\//.test(path)),
    ).toEqual([]);
    expect(files.filter((path) => /dist\/main\/(desktop\.js|preload)|\/testing|\.test\./.test(path))).toEqual([]);
  });

  it('carries the licence of everything in it', () => {
    const text = readFileSync(root.path('usr/share/doc/elektra-web-server/copyright'), 'utf8');
    expect(text).toContain('Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/');
    expect(text).toContain('Node.js is licensed for use as follows');
    const stanzas = text.split(/\n\n+(?=Files:)/).slice(1);
    for (const stanza of stanzas) expect(stanza).toMatch(/^Files: \S[^]*\nCopyright: \S[^]*\nLicense: \S+[^\n]*\n \S/);
    const files = root.dpkg('--listfiles', PACKAGE).split('\n');
    const inside = '/usr/lib/elektra-web/';
    const named = files.filter((path) => /\/node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(path));
    for (const path of named) {
      expect(text).toContain(`usr/lib/elektra-web/${path.slice(inside.length, -'package.json'.length)}*\n`);
    }
    expect(text).toMatch(/^License: BSD-3-Clause and MIT/m);
    for (const name of ['vue', 'fastify', 'undici']) expect(text).toMatch(new RegExp(`^ (.*, )?${name}(, .*)?:$`, 'm'));
    expect(text).toMatch(
      /^Files: usr\/lib\/elektra-web\/node_modules\/@lmdb\/\*\n[^]*^License: MIT and OLDAP-2.8 and BSD-2-Clause$/m,
    );
    expect(text).not.toContain('electron-updater');
  });

  it.skipIf(spawnSync('systemd-analyze', ['--version']).status !== 0)('has a unit that systemd understands', () => {
    const unit = readFileSync(root.path('usr/lib/systemd/system/elektra-web.service'), 'utf8');
    const copy = join(output, 'elektra-web.service');
    writeFileSync(copy, unit.replaceAll('/usr/bin/', root.path('usr/bin/')));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', copy], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(unit).toMatch(/^ProtectSystem=strict$/m);
    expect(unit).toMatch(/^CapabilityBoundingSet=$/m);
  });

  it('serves by its own Node.js, keeps data over an upgrade, and what the administrator wrote', async () => {
    mkdirSync(root.path('var/lib/elektra-web'), { recursive: true });
    const elektrad = await start('elektrad', '--elektrad-port', '0');
    const before = await start('serve', '--port', '0');
    if (process.platform === 'linux') {
      expect(readlinkSync(`/proc/${before.process.pid}/exe`)).toBe(root.path('usr/lib/elektra-web/bin/node'));
    }
    expect((await fetch(`${before.url}/readyz`)).status).toBe(200);
    const page = await fetch(before.url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<script')]);
    callInstalled(root, 'instances.create', { id: 'lab', name: 'Lab', host: elektrad.url });
    callInstalled(root, 'keys.set', { id: 'lab', key: 'user:/greeting', value: 'kept' });
    expect([await before.stop(), await elektrad.stop()]).toEqual([0, 0]);

    const options = root.path('etc/default/elektra-web');
    writeFileSync(options, `${readFileSync(options, 'utf8')}ELEKTRA_WEB_LOG_LEVEL=warn\n`);
    root.dpkg('--install', second);
    expect(root.dpkg('--status', PACKAGE)).toContain('\nVersion: 99.0.0~rc.1\n');
    expect(readFileSync(options, 'utf8')).toContain('\nELEKTRA_WEB_LOG_LEVEL=warn\n');

    const port = new URL(elektrad.url).port;
    const elektradAgain = await start('elektrad', '--elektrad-port', port);
    const after = await start('serve', '--port', '0');
    expect(callInstalled(root, 'instances.list')).toMatchObject({ items: [{ id: 'lab', name: 'Lab' }] });
    expect(callInstalled(root, 'keys.read', { id: 'lab', key: 'user:/greeting' })).toMatchObject({ value: 'kept' });
    expect([await after.stop(), await elektradAgain.stop()]).toEqual([0, 0]);
  });

  it('runs each of its scripts a second time without harm', () => {
    expect(root.script('postinst', 'configure', '99.0.0~rc.1')).toBe(0);
    expect(root.script('postinst', 'configure')).toBe(0);
    expect(root.script('postinst', 'nonsense')).toBe(1);
    expect(root.script('prerm', 'remove')).toBe(0);
    expect(root.script('postrm', 'remove')).toBe(0);
    expect(root.script('postinst', 'abort-remove')).toBe(0);
    expect(existsSync(root.path('var/lib/elektra-web/clusterd/registry.db'))).toBe(true);
  });

  it('keeps data and options when it is removed, and leaves nothing when it is purged', () => {
    root.dpkg('--remove', PACKAGE);
    expect(existsSync(root.path('usr/lib/elektra-web'))).toBe(false);
    expect(existsSync(root.path('usr/bin/elektra-web'))).toBe(false);
    expect(existsSync(root.path('var/lib/elektra-web/clusterd/registry.db'))).toBe(true);
    expect(existsSync(root.path('etc/default/elektra-web'))).toBe(true);
    root.dpkg('--purge', PACKAGE);
    expect(existsSync(root.path('var/lib/elektra-web'))).toBe(false);
    expect(existsSync(root.path('etc/default/elektra-web'))).toBe(false);
    expect(existsSync(root.path('etc/systemd/system/multi-user.target.wants/elektra-web.service'))).toBe(false);
  });

  it('is refused with a sentence without a Node.js, or without its licence', () => {
    const tell = (...args: readonly string[]): string => {
      const { status, stderr } = spawnSync(process.execPath, [launcher, ...args], { encoding: 'utf8' });
      expect(status).toBe(1);
      return stderr;
    };
    expect(tell('--node', output)).toContain('--node names an unpacked Node.js');
    mkdirSync(join(output, 'bare', 'bin'), { recursive: true });
    symlinkSync(process.execPath, join(output, 'bare', 'bin', 'node'));
    expect(tell('--node', join(output, 'bare'))).toMatch(
      /The licence of .* is not beside it .* Run "npm install --prefix/s,
    );
    expect(tell('--compression', 'lzw')).toContain('lzw is no compression that is known');
    expect(tell('--nonsense')).toContain("Unknown option '--nonsense'");
  });
});
