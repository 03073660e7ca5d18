import { extractAll, listPackage, statFile } from '@electron/asar';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProcess } from '../fixtures/running-process.ts';
import { provideDesktopFileValidate, validateDesktopFile } from './desktop-file-validate.ts';
import { packageDesktop, repository, type DesktopPackage } from './package-desktop.ts';
import { productionPackages } from './production-packages.ts';
import { readYaml } from './read-yaml.ts';
import { fusesOf } from './stub-runtime.ts';

const run = promisify(execFile);
const validatorThere = process.platform === 'linux' && (await provideDesktopFileValidate());

/** Licences that ask for nothing that a product under BSD-3-Clause does not give. */
const compatible = new Set([
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0'],
  ...['Python-2.0', 'OLDAP-2.8', 'CC0-1.0', 'Unlicense', 'Zlib'],
]);

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const head = (path: string, length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  readSync(openSync(path, 'r'), bytes);
  return bytes;
};

/** @returns the last message of a thread, when it has ended */
async function inThread(program: string, workerData: object): Promise<unknown> {
  const worker = new Worker(program, { workerData });
  let said: unknown = null;
  worker.on('message', (message: unknown) => (said = message));
  await once(worker, 'exit');
  return said;
}

/** Of what the programs hold, of what lies beside them, and of what the page holds. */
const LICENCES = ['main/licences.json', 'main/licences-beside.json', 'renderer/licences.json'].map(
  (path) => `dist/${path}`,
);

describe.skipIf(process.platform !== 'linux')('the package of the desktop application', () => {
  let folder: string;
  let made: DesktopPackage;
  /** The archive of the application, unpacked: what Electron sees. */
  let unpacked: string;
  let files: readonly string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'elektra-web-package-'));
    made = await packageDesktop(folder);
    unpacked = join(folder, 'unpacked');
    extractAll(made.asar, unpacked);
    files = listPackage(made.asar, { isPack: false }).map((path) => path.replace(/^\//, ''));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const read = (path: string): string => readFileSync(join(unpacked, path), 'utf8');
  const manifest = () => JSON.parse(read('package.json')) as Readonly<Record<string, unknown>>;

  it('holds the build, what the tray shows, and dependencies: nothing else', () => {
    const top = new Set(files.map((path) => path.split('/').slice(0, 2).join('/')));
    expect([...top].filter((path) => !path.startsWith('node_modules')).sort()).toEqual(
      ['LICENSE', 'assets', 'assets/icons', 'assets/tray', 'dist', 'dist/main', 'dist/renderer', 'package.json'].sort(),
    );
    expect(files).toContain('dist/main/desktop.js');
    expect(files).toContain('dist/renderer/index.html');
    for (const file of LICENCES) expect(files).toContain(file);
  });

  it('holds no sources, source maps, tests or hidden files', () => {
    const unwanted =
      /\.(map|[cm]?ts|vue|md|c|cc|cpp|h|gyp)$|\.(test|spec)\.[cm]?js$|\/(tests?|__tests__)(\/|$)|(^|\/)\./;
    expect(files.filter((path) => unwanted.test(path))).toEqual([]);
  });

  it('holds exactly the production dependencies that package-lock.json names', () => {
    const packed = files
      .filter((path) => /(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(path))
      .map((path) => JSON.parse(read(path)) as { name: string; version: string })
      .map(({ name, version }) => `${name}@${version}`);
    const locked = productionPackages(repository);
    expect([...new Set(packed)].filter((id) => !locked.some((entry) => entry.id === id))).toEqual([]);
    expect(locked.filter(({ id, optional }) => !optional && !packed.includes(id)).map(({ id }) => id)).toEqual([]);
    expect(packed.some((id) => id.startsWith('electron-updater@'))).toBe(true);
    expect(manifest()).not.toHaveProperty('devDependencies');
    expect(manifest()).not.toHaveProperty('scripts');
  });

  it('has everything that its programs import', async () => {
    const esbuild = join(repository, 'node_modules', 'esbuild', 'bin', 'esbuild');
    const programs = ['cli.js', 'desktop.js'].map((name) => join(unpacked, 'dist', 'main', name));
    const args = ['--bundle', '--platform=node', '--format=esm', '--external:electron', '--external:*.node'];
    const output = [`--outdir=${join(folder, 'bundled')}`, '--log-level=error'];
    const { stderr } = await run(esbuild, [...programs, ...args, ...output]);
    expect(stderr).toBe('');
  });

  it('has native modules outside of the archive, for this machine only', () => {
    const native = files.filter((path) => path.endsWith('.node'));
    expect(native.filter((path) => !('unpacked' in statFile(made.asar, path)))).toEqual([]);
    const outside = join(made.application, 'resources', 'app.asar.unpacked');
    const present = filesBelow(outside).filter((path) => path.endsWith('.node'));
    expect(present.map((path) => relative(outside, path)).sort()).toEqual([...native].sort());
    expect(present.some((path) => path.includes('/@lmdb/'))).toBe(true);
    // e_machine of ELF: AMD64, AArch64.
    const machine = { x64: 0x3e, arm64: 0xb7 }[process.arch as string];
    for (const path of present) {
      const elf = head(path, 20);
      expect([elf.toString('latin1', 1, 4), elf[4], elf.readUInt16LE(18)], path).toEqual(['ELF', 2, machine]);
    }
  });

  it('has the program of the thread that backs up outside of the archive, and needs nothing in there', async () => {
    const name = 'dist/main/backup/backup-worker.mjs';
    expect(statFile(made.asar, name)).toMatchObject({ unpacked: true });
    const program = join(made.application, 'resources', 'app.asar.unpacked', name);
    const registry = join(folder, 'registry.db');
    writeFileSync(registry, `${JSON.stringify({ _id: 'meta/schema', version: 1 })}\n`);
    const file = join(folder, 'of the thread');
    const product = { name: 'elektra-web', version: '1' };
    const lock = { passphrase: 'four words and one' };
    const write = { kind: 'write', registry, file, lock, product, madeAt: 0, withSecrets: false };
    expect(await inThread(program, write)).toMatchObject({ result: { missing: [], about: { schema: 1 } } });
    const read = { kind: 'read', file, ...lock, stage: null };
    expect(await inThread(program, read)).toMatchObject({ result: { staged: null, about: { schema: 1, product } } });
  });

  it('has the fuses of electron-builder.yml', () => {
    const fuses = fusesOf(join(made.application, 'elektra-web'));
    expect(fuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
    expect(readdirSync(join(made.application, 'resources')).sort()).toEqual(
      ['app-update.yml', 'app.asar', 'app.asar.unpacked', 'apparmor-profile', 'package-type'].sort(),
    );
  });

  it('speaks the languages of the interface', () => {
    const locales = readdirSync(join(made.application, 'locales')).sort();
    expect(locales).toEqual(['de.pak', 'en-GB.pak', 'en-US.pak']);
  });

  const desktopEntry = (): string => join(made.elsewhere, 'usr', 'share', 'applications', 'elektra-web.desktop');

  it('has a desktop entry for links and for its windows', () => {
    const lines = readFileSync(desktopEntry(), 'utf8').trimEnd().split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'Name=Elektra Web',
        'Exec="/opt/Elektra Web/elektra-web" %U',
        'Icon=elektra-web',
        'StartupWMClass=elektra-web',
        'MimeType=x-scheme-handler/elektra-web;',
        'Categories=System;',
      ]),
    );
    expect(manifest()['desktopName']).toBe('elektra-web.desktop');
  });

  it.skipIf(!validatorThere)('has a desktop entry that desktop-file-validate accepts', async () => {
    expect(await validateDesktopFile(desktopEntry())).toBe('');
  });

  it('has its icon in all sizes', () => {
    const sizes = readdirSync(join(made.elsewhere, 'usr', 'share', 'icons', 'hicolor'));
    expect(sizes).toEqual(
      expect.arrayContaining(['16x16', '24x24', '32x32', '48x48', '128x128', '256x256', '512x512']),
    );
  });

  it('says what it is, what it needs and what it cannot stand beside', () => {
    const after = (option: string): readonly string[] =>
      made.says.flatMap((argument, index) => (argument === option ? [made.says[index + 1] ?? ''] : []));
    expect(after('--license')).toEqual(['BSD-3-Clause']);
    expect(after('--conflicts')).toEqual(['elektra-web-server']);
    expect(after('-d')).toContain('libsecret-1-0');
  });

  it('puts the command in the path when installed, keeps it in an upgrade and takes it away when removed', async () => {
    const root = join(folder, 'root');
    for (const path of ['usr/bin', 'opt/Elektra Web/bin', 'etc/apparmor.d', 'usr/share/applications']) {
      mkdirSync(join(root, path), { recursive: true });
    }
    writeFileSync(join(root, 'opt/Elektra Web/chrome-sandbox'), '');
    const act = async (name: keyof DesktopPackage['scripts'], argument: string): Promise<void> => {
      const script = made.scripts[name].replaceAll(/'\/(opt|usr|etc)\//g, `'${root}/$1/`);
      writeFileSync(join(folder, name), script);
      // Programs of the machine that the scripts look for have no business with this root.
      await run('/bin/sh', ['-e', join(folder, name), argument], { env: { PATH: coreutils } });
    };
    const coreutils = join(folder, 'coreutils');
    mkdirSync(coreutils);
    for (const name of ['ln', 'rm', 'cat', 'chmod', 'readlink']) {
      writeFileSync(join(coreutils, name), `#!/bin/sh\nexec /bin/${name} "$@"\n`, { mode: 0o755 });
    }
    const command = join(root, 'usr/bin/elektra-web');

    await act('after-install', 'configure');
    expect(lstatSync(command).isSymbolicLink()).toBe(true);
    // Without user namespaces Chromium's sandbox asks for its helper.
    expect(statSync(join(root, 'opt/Elektra Web/chrome-sandbox')).mode & 0o7777).toBe(0o4755);
    await act('after-remove', 'upgrade');
    await act('after-install', 'configure');
    expect(lstatSync(command).isSymbolicLink()).toBe(true);
    await act('after-remove', 'remove');
    expect(existsSync(command)).toBe(false);

    writeFileSync(command, 'of the package for servers');
    await act('after-remove', 'purge');
    expect(existsSync(command)).toBe(true);
  });

  it('comes with metadata from which the application updates itself', () => {
    expect(readYaml(made.releaseMetadata)).toMatchObject({
      version: manifest()['version'],
      files: [{ url: expect.stringMatching(/\.deb$/), sha512: expect.any(String) }],
    });
    const update = readYaml(readFileSync(join(made.application, 'resources', 'app-update.yml'), 'utf8'));
    expect(update).toMatchObject({ provider: 'github', owner: 'ElektraInitiative', repo: 'elektra-web' });
    expect(manifest()['repository']).toBe('github:ElektraInitiative/elektra-web');
  });

  it('ships under licences that go with its own, and names them', () => {
    const notices = LICENCES.flatMap((file) => JSON.parse(read(file)) as readonly Readonly<Record<string, string>>[]);
    const refused = notices.filter(
      ({ licence = '' }) =>
        !licence
          .replaceAll(/[()]/g, '')
          .split(' OR ')
          .some((one) => compatible.has(one)),
    );
    expect(refused).toEqual([]);
    expect(notices.filter(({ text }) => !text)).toEqual([]);
    const named = new Set(notices.map(({ name, version }) => `${name}@${version}`));
    const installed = productionPackages(repository).filter(({ optional }) => !optional);
    expect(installed.filter(({ id }) => !named.has(id)).map(({ id }) => id)).toEqual([]);
    expect(notices.map(({ name }) => name)).toEqual(expect.arrayContaining(['vue', 'reka-ui', '@lucide/vue']));
    // The build leaves a comment before each file that it took in.
    const programs = files.filter((path) => /^dist\/main\/.*\.js$/.test(path)).map(read);
    const bundled = programs.flatMap((text) => [
      ...text.matchAll(/^ *\/\/ .*node_modules\/((?:@[^/]+\/)?[^/]+)\/.+$/gm),
    ]);
    const names = new Set(bundled.map(([, name]) => name));
    expect([...names].filter((name) => !notices.some((notice) => notice['name'] === name))).toEqual([]);
    expect(names).toContain('fastify');
  });

  it('is not larger than it was thought to be', () => {
    const megabytes = (paths: readonly string[]): number =>
      paths.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6;
    const archive = megabytes([made.asar]);
    const native = megabytes(filesBelow(join(made.application, 'resources', 'app.asar.unpacked')));
    process.stdout.write(`app.asar ${archive.toFixed(1)} MB, native modules ${native.toFixed(1)} MB\n`);
    expect(archive).toBeLessThan(30);
    expect(native).toBeLessThan(8);
  });

  it('is the command line for plain Node as well: clusterd and elektrad start and answer', async () => {
    const program = join(unpacked, 'dist', 'main', 'cli.js');
    const data = join(folder, 'data');
    const ports = ['--port', '0', '--elektrad-port', '0'];
    const args = [program, 'up', ...ports, '--data-dir', data, '--secrets', 'file', '--link', 'never'];
    const product = runProcess(process.execPath, args, { env: { HOME: folder, PATH: '/nowhere' }, cwd: folder });
    try {
      const [, url = ''] = await product.says('stdout', /^clusterd listening on (https?:\/\/\S+)$/m);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect(await (await fetch(url)).text()).toContain('<div id="app">');
      product.signal('SIGTERM');
      expect(await product.ended).toEqual({ code: 0, signal: null });
      const backup = join(folder, 'fleet.backup');
      const env = { HOME: folder, PATH: '/nowhere', ELEKTRA_WEB_PASSPHRASE: 'four words and one' };
      for (const command of ['backup', 'verify']) {
        const where = command === 'backup' ? ['--data-dir', data, '--secrets', 'file'] : [];
        const asked = runProcess(process.execPath, [program, command, backup, ...where], { env, cwd: folder });
        expect(await asked.ended, asked.stderr()).toEqual({ code: 0, signal: null });
        expect(asked.stdout()).toContain('It holds 1 instance');
      }
    } finally {
      await product.kill();
    }
  });
});
