import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configDirectory, dataDirectory, logDirectory, makeDirectory, makeDirectorySync } from './paths.ts';

describe('the places of the system', () => {
  it.each([
    ['linux', {}, '/home/ada/.local/share/elektra-web', '/home/ada/.config/elektra-web'],
    ['linux', { XDG_DATA_HOME: '/d', XDG_CONFIG_HOME: '/c' }, '/d/elektra-web', '/c/elektra-web'],
    [
      'freebsd',
      { XDG_DATA_HOME: 'not/absolute', XDG_CONFIG_HOME: '' },
      '/home/ada/.local/share/elektra-web',
      '/home/ada/.config/elektra-web',
    ],
    [
      'darwin',
      { XDG_DATA_HOME: '/d' },
      '/home/ada/Library/Application Support/elektra-web',
      '/home/ada/Library/Application Support/elektra-web',
    ],
  ] as const)('on %s with %j', (platform, environment, data, config) => {
    const surroundings = { platform, environment, home: '/home/ada' };
    expect(dataDirectory(surroundings)).toBe(data);
    expect(configDirectory(surroundings)).toBe(config);
  });

  it('on Windows', () => {
    const surroundings = { platform: 'win32', environment: {}, home: 'C:\\Users\\ada' } as const;
    expect(dataDirectory(surroundings)).toBe('C:\\Users\\ada\\AppData\\Local\\elektra-web');
    expect(configDirectory(surroundings)).toBe('C:\\Users\\ada\\AppData\\Roaming\\elektra-web');
    const moved = { ...surroundings, environment: { LOCALAPPDATA: 'D:\\local', APPDATA: 'D:\\roaming' } };
    expect(dataDirectory(moved)).toBe('D:\\local\\elektra-web');
    expect(configDirectory(moved)).toBe('D:\\roaming\\elektra-web');
  });

  it.each([
    ['linux', {}, '/home/ada', '/home/ada/.local/state/elektra-web/logs'],
    ['linux', { XDG_STATE_HOME: '/s' }, '/home/ada', '/s/elektra-web/logs'],
    ['darwin', {}, '/Users/ada', '/Users/ada/Library/Logs/elektra-web'],
    ['win32', { LOCALAPPDATA: 'D:\\local' }, 'C:\\Users\\ada', 'D:\\local\\elektra-web\\logs'],
  ] as const)('of log files on %s with %j', (platform, environment, home, logs) => {
    expect(logDirectory({ platform, environment, home })).toBe(logs);
  });

  describe.each([
    ['waiting', makeDirectory],
    ['at once', async (directory: string) => makeDirectorySync(directory)],
  ])('%s', (_how, make) => {
    it('are made for their owner alone', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'paths-'));
      await make(join(folder, 'a', 'b'));
      await make(join(folder, 'a', 'b'));
      expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o700);
      expect((await stat(join(folder, 'a', 'b'))).mode & 0o777).toBe(0o700);
      await rm(folder, { recursive: true });
    });

    it('are refused where something else is in the way, or where no folder can be made', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'paths-'));
      await writeFile(join(folder, 'file'), '');
      await expect(make(join(folder, 'file'))).rejects.toThrow('EEXIST');
      await expect(make(join(folder, 'file', 'a'))).rejects.toThrow('ENOTDIR');
      await expect(make('')).rejects.toThrow('cannot be made');
      await rm(folder, { recursive: true });
    });

    it.runIf(process.platform === 'linux')(
      'are refused below /proc, which says that it is missing itself',
      async () => {
        await expect(make('/proc/elektra/clusterd')).rejects.toThrow(
          '/proc/elektra cannot be made: no folders can be made in /proc. Choose another one.',
        );
      },
    );
  });
});
