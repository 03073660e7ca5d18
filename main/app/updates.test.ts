import { EventEmitter } from 'node:events';
import type { AppUpdater } from 'electron-updater';
import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { proxyConfig, updatesUnavailable } from './update-source.ts';
import { createUpdates, type Updater } from './updates.ts';

/** Does what electron-updater does: each failure is an event and a rejection. */
class FakeUpdater extends EventEmitter implements Updater {
  autoDownload = true;
  autoInstallOnAppQuit = false;
  allowDowngrade = true;
  found: { version: string } | Error = { version: '1.1.0' };
  file: Error | null = null;
  /** Runs while a download is under way. */
  during = (): void => undefined;
  readonly asked: string[] = [];

  checkForUpdates() {
    this.asked.push('check');
    return this.#answer(this.found instanceof Error ? this.found : null, () => ({
      isUpdateAvailable: !(this.found instanceof Error) && this.found.version !== '1.0.0',
      updateInfo: this.found as { version: string },
    }));
  }

  downloadUpdate() {
    this.asked.push('download');
    this.during();
    return this.#answer(this.file, () => ['/file']);
  }

  quitAndInstall(): void {
    this.asked.push('install');
  }

  async #answer<T>(error: Error | null, value: () => T): Promise<T> {
    if (error === null) return value();
    this.emit('error', error);
    throw error;
  }
}

let updater: FakeUpdater;
let loads: number;
let isWanted: boolean;
let alarms: { readonly in: number; readonly work: () => void }[];
beforeEach(() => {
  [updater, loads, isWanted, alarms] = [new FakeUpdater(), 0, false, []];
});

function open(unavailable: Parameters<typeof createUpdates>[0]['unavailable'] = null) {
  return createUpdates({
    unavailable,
    async load() {
      loads += 1;
      return updater;
    },
    isWanted: () => isWanted,
    clock: {
      after(milliseconds, work) {
        const alarm = { in: milliseconds, work };
        alarms.push(alarm);
        return () => void (alarms = alarms.filter((other) => other !== alarm));
      },
    },
    beforeInstall: () => void updater.asked.push('end'),
    log: { warn: () => undefined },
  });
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('updates', () => {
  it('use electron-updater as it is', () => {
    expectTypeOf<AppUpdater>().toExtend<Updater>();
  });

  it('are found, fetched and installed, each only when asked, with its progress', async () => {
    const updates = open();
    const told: unknown[] = [];
    updates.onChange(() => told.push(updates.state().state));
    expect(loads).toBe(0);
    await updates.check();
    expect(updates.state()).toEqual({ state: 'available', version: '1.1.0', progress: null, problem: null });
    expect(updater).toMatchObject({ autoDownload: false, autoInstallOnAppQuit: true, allowDowngrade: false });
    updates.install();
    updater.during = () => {
      updater.emit('download-progress', { percent: 42 });
      expect(updates.state()).toMatchObject({ state: 'downloading', progress: 0.42 });
    };
    await updates.download();
    expect(updates.state()).toMatchObject({ state: 'ready', version: '1.1.0' });
    await updates.check();
    updates.install();
    await settled();
    expect(updater.asked).toEqual(['check', 'download', 'end', 'install']);
    expect(told).toEqual(['checking', 'available', 'downloading', 'downloading', 'ready']);
  });

  it('that are not there leave the version current', async () => {
    updater.found = { version: '1.0.0' };
    const updates = open();
    await updates.check();
    await updates.download();
    expect(updates.state()).toEqual({ state: 'current', version: null, progress: null, problem: null });
    expect(updater.asked).toEqual(['check']);
  });

  it.each([
    [Object.assign(new Error('x'), { code: 'ERR_UPDATER_INVALID_SIGNATURE' }), /signature .* is not ours/],
    [
      Object.assign(new Error('sha512 checksum mismatch'), { code: 'ERR_CHECKSUM_MISMATCH' }),
      /not the file that was released/,
    ],
    [new Error('net::ERR_INTERNET_DISCONNECTED'), /does not answer/],
    [Object.assign(new Error('no space'), { code: 'ENOSPC' }), /disk is full/],
    [new Error('strange\nwith a stack'), /^The update failed: strange\. More is in the logs\.$/],
  ])('that fail (%s) say why, and can be tried again', async (error, words) => {
    const updates = open();
    await updates.check();
    updater.file = error;
    await updates.download();
    expect(updates.state()).toMatchObject({
      state: 'failed',
      version: '1.1.0',
      problem: { message: expect.stringMatching(words) },
    });
    updater.file = null;
    await updates.download();
    expect(updates.state()).toMatchObject({ state: 'ready', problem: null });
    expect(loads).toBe(1);
  });

  it('are looked for each day when that is wished, and not any more when it is not', async () => {
    const updates = open();
    updates.followWish();
    expect(alarms).toEqual([]);
    isWanted = true;
    updates.followWish();
    updates.followWish();
    expect(alarms.map((alarm) => alarm.in)).toEqual([60_000]);
    alarms.shift()?.work();
    await settled();
    expect(updates.state().state).toBe('available');
    expect(alarms.map((alarm) => alarm.in)).toEqual([24 * 3_600_000]);
    expect(updater.asked).toEqual(['check']);
    isWanted = false;
    updates.followWish();
    expect(alarms).toEqual([]);
  });

  it('of a package are the system’s, and nothing is asked', async () => {
    const installed = { isPackaged: true, platform: 'linux', environment: {} } as const;
    const updates = open(updatesUnavailable(installed));
    isWanted = true;
    updates.followWish();
    await updates.check();
    expect(updates.state()).toMatchObject({ state: 'unavailable', problem: { code: 'UPDATED_BY_PACKAGES' } });
    expect([loads, alarms.length]).toEqual([0, 0]);
    expect(updatesUnavailable({ ...installed, environment: { APPIMAGE: '/x.AppImage' } })).toBeNull();
    expect(updatesUnavailable({ ...installed, platform: 'win32' })).toBeNull();
    expect(open(updatesUnavailable({ ...installed, isPackaged: false })).state()).toMatchObject({
      state: 'unavailable',
      problem: null,
    });
  });

  it('go through the proxy of the preferences', () => {
    expect(proxyConfig({ kind: 'system' })).toEqual({ mode: 'system' });
    expect(proxyConfig({ kind: 'none' })).toEqual({ mode: 'direct' });
    const proxy = { kind: 'address', url: 'http://proxy.example.org:3128/' } as const;
    expect(proxyConfig(proxy)).toEqual({ mode: 'fixed_servers', proxyRules: 'http://proxy.example.org:3128' });
  });
});
