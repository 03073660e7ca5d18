import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createCleanup } from '../fixtures/cleanup.ts';
import { runElektraWeb, startElektraWeb } from '../fixtures/elektra-web-process.ts';
import { createHome } from '../fixtures/home.ts';
import { runProcess } from '../fixtures/running-process.ts';
import { createSmallDisk } from '../fixtures/small-disk.ts';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const ENV = { ELEKTRA_WEB_PASSPHRASE: 'correct horse battery', ELEKTRA_WEB_SECRETS: 'file' };

it('a backup on a full disk, or one that can only be read, leaves what was there and says what to do', async (test) => {
  const home = await createHome();
  cleanup.defer(() => home.remove());
  const disk = await createSmallDisk(home, 1);
  if (disk === null) return test.skip('no mount namespaces here');
  cleanup.defer(() => disk.remove());
  const running = await startElektraWeb('serve', { home, args: ['--secrets', 'file'] });
  cleanup.defer(() => running.kill());
  const file = join(disk.folder, 'fleet.backup');
  const backUp = async (args: readonly string[] = []) => {
    const { prefix } = disk;
    const asked = runElektraWeb('backup', { home, args: [file, ...args], env: ENV, prefix });
    return { ...(await asked.ended), said: asked.stderr() };
  };
  /** The disk is seen only inside its namespace. */
  const there = async () => {
    const [bin = '', ...rest] = [...disk.prefix, 'ls', '-A', disk.folder];
    const list = runProcess(bin, rest, { env: home.env });
    await list.ended;
    return list.stdout().split('\n').filter(Boolean);
  };

  expect(await backUp()).toMatchObject({ code: 0 });
  await disk.fill();
  const full = await backUp(['--force']);
  expect(full).toMatchObject({
    code: 1,
    said: expect.stringContaining(`the disk of ${disk.folder} is full. Free space`),
  });
  expect(await there()).toEqual(['filler', 'fleet.backup']);
  await disk.free();

  const [bin = '', ...rest] = [...disk.prefix, 'mount', '-o', 'remount,ro', disk.folder];
  expect(await runProcess(bin, rest, { env: home.env }).ended).toMatchObject({ code: 0 });
  const readOnly = await backUp(['--force']);
  expect(readOnly).toMatchObject({
    code: 1,
    said: expect.stringContaining('can only be read. Choose another folder'),
  });
  expect(await there()).toEqual(['fleet.backup']);
  const verified = runElektraWeb('verify', { home, args: [file], env: ENV, prefix: disk.prefix });
  expect(await verified.ended, verified.stderr()).toMatchObject({ code: 0 });
  await running.stop();
});
