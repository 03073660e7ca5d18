import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Marks the place of the fuses in Electron's executable: https://www.electronjs.org/docs/latest/tutorial/fuses */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** The names of the fuses in the order in which they stand in the executable. */
const FUSES = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const;

/**
 * A folder that electron-builder takes for Electron's: an executable with all fuses on, and the files it looks for.
 * It shows what is packed; it runs nothing.
 */
export const writeStubRuntime = (folder: string, version: string): void => {
  mkdirSync(join(folder, 'locales'), { recursive: true });
  mkdirSync(join(folder, 'resources'));
  const fuses = Buffer.concat([Buffer.from(FUSE_SENTINEL), Buffer.from([1, 10]), Buffer.from('1'.repeat(10))]);
  writeFileSync(join(folder, 'electron'), Buffer.concat([readFileSync('/bin/true'), fuses]), { mode: 0o755 });
  copyFileSync('/bin/true', join(folder, 'chrome-sandbox'));
  for (const locale of ['de', 'en-GB', 'en-US', 'fr']) writeFileSync(join(folder, 'locales', `${locale}.pak`), '');
  for (const file of ['icudtl.dat', 'resources.pak']) writeFileSync(join(folder, file), '');
  for (const file of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(folder, file), 'licence');
  writeFileSync(join(folder, 'version'), version);
};

/** The fuses of an executable by their names in electron-builder.yml. */
export const fusesOf = (executable: string): Readonly<Record<string, boolean>> => {
  const bytes = readFileSync(executable);
  const start = bytes.indexOf(FUSE_SENTINEL);
  if (start < 0) throw new Error(`${executable} has no fuses.`);
  const wire = bytes.subarray(start + FUSE_SENTINEL.length + 2);
  return Object.fromEntries(FUSES.map((name, index) => [name, wire[index] === '1'.charCodeAt(0)]));
};
