import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAppFiles } from './app-files.ts';
import { appUrlOf } from './app-scheme.ts';

const SECRET = 'a secret of the machine';
let parent = '';
let folder = '';

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'elektra-web-app-files-'));
  folder = join(parent, 'renderer');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await mkdir(join(parent, 'renderer-beside'));
  await writeFile(join(folder, 'favicon.svg'), '<svg/>');
  await writeFile(join(folder, 'assets', 'main-B_x-1.js'), 'code');
  await writeFile(join(folder, '.hidden.js'), SECRET);
  await writeFile(join(parent, 'secret.js'), SECRET);
  await writeFile(join(parent, 'renderer-beside', 'secret.js'), SECRET);
  await symlink(join(parent, 'secret.js'), join(folder, 'assets', 'link.js'));
  await symlink(parent, join(folder, 'up'));
  await symlink(join(parent, 'renderer-beside'), join(folder, 'beside'));
  await symlink(join(folder, 'assets'), join(folder, 'within'));
});
afterAll(() => rm(parent, { recursive: true }));

const read = async (pathname: string) => {
  const bytes = await createAppFiles(folder).read(pathname);
  return bytes === null ? null : Buffer.from(bytes).toString();
};

describe('the files of the window', () => {
  it('are those of its folder', async () => {
    expect(await read('/favicon.svg')).toBe('<svg/>');
    expect(await read('/assets/main-B_x-1.js')).toBe('code');
    expect(await read('/within/main-B_x-1.js')).toBe('code');
  });

  it.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/..\\secret.js',
    '/assets/..%5c..%5csecret.js',
    '//etc/passwd',
    '/etc/passwd',
    '/C:/secret.js',
    '/favicon.svg\0.js',
    '/favicon.svg%00.js',
    '/.hidden.js',
    '/assets/link.js',
    '/up/secret.js',
    '/beside/secret.js',
    '/up/renderer/favicon.svg/',
    '/assets',
    '/assets/',
    '/favicon.svg/more.js',
    '/missing.js',
    `/${'a'.repeat(5000)}.js`,
    'favicon.svg',
    '/',
    '',
  ])('are not got by %j', async (pathname) => {
    expect(await read(pathname)).toBeNull();
  });

  it('never hold anything from beside the folder, however an address is written', async () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '%2f',
      '%5c',
      '%00',
      '\0',
      'up',
      'beside',
      'assets',
      'secret.js',
      'link.js',
      '~',
      ':',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 10 }), async (pieces) => {
        const path = `/${pieces.join('')}`;
        const url = appUrlOf(`app://elektra${path}`);
        for (const pathname of [path, url?.pathname ?? '/']) expect(await read(pathname)).not.toBe(SECRET);
      }),
      { numRuns: 300 },
    );
  });
});
