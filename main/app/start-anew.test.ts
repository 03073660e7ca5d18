import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startAnew } from './start-anew.ts';
import { recordedLog } from './testing/recorded-log.ts';

function fakeApp() {
  const done: unknown[] = [];
  return {
    done,
    relaunch: (options?: { readonly args?: readonly string[] }) => void done.push(options),
    releaseSingleInstanceLock: () => void done.push('released'),
  };
}

it('a new start is as this one was, without its link', () => {
  const app = fakeApp();
  const argv = ['/opt/elektra-web', '--data-dir', '/lab', 'ELEKTRA-WEB://instances/a'];
  startAnew({ app, argv, appImage: undefined, log: recordedLog() }, null);
  startAnew({ app, argv, appImage: undefined, log: recordedLog() }, 'elektra-web://preferences');
  expect(app.done).toEqual([
    { args: ['--data-dir', '/lab'] },
    { args: ['--data-dir', '/lab', 'elektra-web://preferences'] },
  ]);
});

it.skipIf(process.platform === 'win32')(
  'an AppImage is started by its file, when this process holds nothing',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'start-anew-'));
    const appImage = join(folder, 'app.AppImage');
    await writeFile(appImage, '#!/bin/sh\necho "$@" > "$0.part" && mv "$0.part" "$0.args"\n');
    await chmod(appImage, 0o755);
    const app = fakeApp();
    startAnew({ app, argv: ['/mounted/elektra-web', '--log-level', 'debug'], appImage, log: recordedLog() }, null);
    const passed = () => readFile(`${appImage}.args`, 'utf8').catch(() => null);
    await expect.poll(passed, { interval: 10 }).toBe('--log-level debug\n');
    expect(app.done).toEqual(['released']);
    await rm(folder, { recursive: true });
  },
);
