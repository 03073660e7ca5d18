import { describe, expect, it } from 'vitest';
import { chooseSurface } from './choose-surface.mjs';

const ready = {
  desktopShell: true,
  platform: 'linux' as NodeJS.Platform,
  env: { DISPLAY: ':0' } as NodeJS.ProcessEnv,
  wantedVersion: '45.4.1',
  presentVersion: '45.4.1' as string | undefined,
  executable: true,
  notFetched: undefined as string | undefined,
};

describe('how the product starts', () => {
  it.each([
    ['with an X display', {}],
    ['with a Wayland display', { env: { WAYLAND_DISPLAY: 'wayland-0' } }],
    ['on macOS, whatever DISPLAY says', { platform: 'darwin' as const, env: {} }],
    ['on Windows, whatever DISPLAY says', { platform: 'win32' as const, env: {} }],
  ])('is as a desktop application %s', (_name, change) => {
    expect(chooseSurface({ ...ready, ...change })).toEqual({ surface: 'desktop' });
  });

  const display = { DISPLAY: ':0' };
  it.each([
    ['this version has no desktop application yet', { desktopShell: false }],
    ['the electron package is not installed', { wantedVersion: undefined }],
    ['there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)', { env: {} }],
    ['there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)', { env: { DISPLAY: '', WAYLAND_DISPLAY: '' } }],
    ['there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)', { env: {}, presentVersion: undefined }],
    [
      "Electron's binary is not here, and ELECTRON_SKIP_BINARY_DOWNLOAD is set",
      { presentVersion: undefined, env: { ...display, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' } },
    ],
    [
      'ELECTRON_OVERRIDE_DIST_PATH names no folder with the binary of Electron 45.4.1',
      { executable: false, env: { ...display, ELECTRON_OVERRIDE_DIST_PATH: '/opt/electron' } },
    ],
  ])('is headless because %s', (reason, change) => {
    expect(chooseSurface({ ...ready, ...change })).toEqual({ surface: 'headless', reason, fetchable: false });
  });

  it.each([
    ["Electron's binary is not here", { presentVersion: undefined }],
    ["Electron's binary is not here", { executable: false }],
    ["Electron's binary is 44.0.0, not 45.4.1", { presentVersion: '44.0.0' }],
    ["Electron's binary is not here", { executable: false, env: { ...display, ELECTRON_SKIP_BINARY_DOWNLOAD: '0' } }],
    [
      'Electron\'s binary is not here: mirror.example did not answer; "npm start -- --desktop" tries again',
      { presentVersion: undefined, notFetched: 'mirror.example did not answer' },
    ],
  ])('is headless, unless it can be fetched, because %s', (reason, change) => {
    expect(chooseSurface({ ...ready, ...change })).toEqual({ surface: 'headless', reason, fetchable: true });
  });
});
