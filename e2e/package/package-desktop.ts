import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeStubRuntime } from './stub-runtime.ts';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

/** What electron-builder made of the built product. */
export interface DesktopPackage {
  /** The folder that an installer puts on the machine. */
  readonly application: string;
  readonly asar: string;
  /** What the package would put elsewhere, below this folder as below /. */
  readonly elsewhere: string;
  /** The maintainer scripts, their names put in. */
  readonly scripts: Readonly<Record<'after-install' | 'after-remove', string>>;
  /** What the package says about itself: the arguments of the program that would write it. */
  readonly says: readonly string[];
  /** The release metadata that electron-updater reads. */
  readonly releaseMetadata: string;
}

/** Stands where fpm would write the package: it keeps what it was given, so that it can be looked at. */
const recorder = (record: string): string => `#!${process.execPath}
const { copyFileSync, mkdirSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const args = process.argv.slice(2);
const after = (name) => args[args.indexOf(name) + 1];
const keep = (from, to) => { mkdirSync(dirname(to), { recursive: true }); copyFileSync(from, to); };
for (const arg of args) {
  const [, from, to] = /^(\\/.*[^/])=(\\/.*)$/.exec(arg) ?? [];
  if (from) keep(from, join(${JSON.stringify(record)}, 'elsewhere', to));
}
for (const name of ['after-install', 'after-remove']) keep(after('--' + name), join(${JSON.stringify(record)}, name));
writeFileSync(join(${JSON.stringify(record)}, 'arguments.json'), JSON.stringify(args));
writeFileSync(after('--package'), 'what fpm would have written');
`;

/**
 * Packs the built product for Debian as electron-builder.yml says, around a stub of Electron's runtime.
 * Nothing is downloaded.
 * @param folder an empty one that takes everything
 */
export const packageDesktop = async (folder: string): Promise<DesktopPackage> => {
  const [runtime, output, record] = [join(folder, 'runtime'), join(folder, 'output'), join(folder, 'record')];
  const { version } = createRequire(import.meta.url)('electron/package.json') as { readonly version: string };
  writeStubRuntime(runtime, version);
  mkdirSync(record);
  const fpm = join(folder, 'fpm');
  writeFileSync(fpm, recorder(record), { mode: 0o755 });
  const settings = [`directories.output=${output}`, `electronDist=${runtime}`];
  const program = join(repository, 'node_modules', 'electron-builder', 'cli.js');
  const args = [program, '--linux', 'deb', '--publish', 'never', ...settings.map((setting) => `-c.${setting}`)];
  const env = { ...process.env, CUSTOM_FPM_PATH: fpm, FORCE_COLOR: '0' };
  await promisify(execFile)(process.execPath, args, { cwd: repository, env });
  const suffix = process.arch === 'x64' ? '' : `-${process.arch}`;
  const application = join(output, `linux${suffix}-unpacked`);
  return {
    application,
    asar: join(application, 'resources', 'app.asar'),
    elsewhere: join(record, 'elsewhere'),
    scripts: {
      'after-install': readFileSync(join(record, 'after-install'), 'utf8'),
      'after-remove': readFileSync(join(record, 'after-remove'), 'utf8'),
    },
    says: JSON.parse(readFileSync(join(record, 'arguments.json'), 'utf8')) as readonly string[],
    releaseMetadata: readFileSync(join(output, `latest-linux${suffix}.yml`), 'utf8'),
  };
};
