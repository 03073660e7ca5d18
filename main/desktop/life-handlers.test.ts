import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Call } from '#shared/contract/operation.ts';
import { DESKTOP_DEFAULTS } from '#shared/desktop/preferences.ts';
import type { DesktopState } from '#shared/desktop/state.ts';
import { readLicences } from './licences.ts';
import { lifeHandlers } from './life-handlers.ts';
import type { PreferencesChange } from './preferences/preferences.ts';

const CALL: Call = { caller: null, requestId: 'r', signal: new AbortController().signal };
const STATE: DesktopState = {
  ...{ version: '1.0.0', workplace: { kind: 'local' }, remotes: [], move: null },
  remoteAccess: { state: 'off', url: null, problem: null },
  elektrad: { url: null, found: false, problem: null },
  proxies: [],
  updates: { state: 'idle', version: null, progress: null, problem: null },
  ...{ preferences: DESKTOP_DEFAULTS, locked: [], preferencesProblem: null, administratorsFile: '', hasTray: true },
};

function setUp(licencesFile = '/nowhere') {
  const done: unknown[] = [];
  const later = new Promise<void>(() => undefined);
  const handlers = lifeHandlers({
    version: '1.0.0',
    preferences: { change: async (change: PreferencesChange) => void done.push(change) },
    licences: () => readLicences([licencesFile, '/nowhere/licences.json']),
    shell: {
      showFolder: async (folder) => void done.push(folder),
      versions: [{ name: 'Electron', version: '45.4.1' }],
      updates: {
        state: () => STATE.updates,
        onChange: () => undefined,
        check: async () => void done.push('check'),
        download: () => later,
        install: () => void done.push('install'),
      },
    },
    logFolder: '/logs',
    state: () => STATE,
  });
  return { handlers, done };
}

describe('what a person does with the application', () => {
  it('is done, and answered with the state; a download is not waited for', async () => {
    const { handlers, done } = setUp();
    expect(await handlers['desktop.setPreferences']({ closeToTray: true }, CALL)).toBe(STATE);
    expect(await handlers['desktop.showLogs']({}, CALL)).toEqual({ folder: '/logs' });
    for (const act of ['desktop.checkForUpdate', 'desktop.downloadUpdate', 'desktop.installUpdate'] as const) {
      expect(await handlers[act]({}, CALL)).toBe(STATE);
    }
    expect(done).toEqual([{ closeToTray: true }, '/logs', 'check', 'install']);
  });

  it('shows versions and licences; none where nothing was built, and no damaged ones', async () => {
    const versions = [
      { name: 'Elektra Web', version: '1.0.0' },
      { name: 'Electron', version: '45.4.1' },
    ];
    expect(await setUp().handlers['desktop.licences']({}, CALL)).toEqual({ versions, licences: [] });
    const folder = await mkdtemp(join(tmpdir(), 'elektra-web-licences-'));
    const file = join(folder, 'licences.json');
    const licences = [{ name: 'zod', version: '4.6.7', licence: 'MIT', text: 'MIT License' }];
    await writeFile(file, JSON.stringify(licences));
    expect(await setUp(file).handlers['desktop.licences']({}, CALL)).toEqual({ versions, licences });
    await writeFile(file, '[{}]');
    await expect(setUp(file).handlers['desktop.licences']({}, CALL)).rejects.toThrow();
    await rm(folder, { recursive: true });
  });
});
