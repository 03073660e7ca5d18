import { describe, expect, it } from 'vitest';
import { installedBrowser } from './find-browser.mjs';

const found = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv, ...programs: readonly string[]) =>
  installedBrowser({ platform, env, isExecutable: (path) => programs.includes(path) });

describe("the machine's browser", () => {
  it('is the one that CHROMIUM names, before all others', () => {
    expect(found('linux', { CHROMIUM: '/own/chromium', PATH: '/bin' }, '/own/chromium', '/bin/chromium')).toBe(
      '/own/chromium',
    );
  });

  it('is refused with a sentence when CHROMIUM names nothing that runs', () => {
    expect(() => found('linux', { CHROMIUM: '/own/chromium', PATH: '/bin' }, '/bin/chromium')).toThrow(
      'CHROMIUM names /own/chromium, which is no program that can be run. Correct it or unset it.',
    );
  });

  it('is searched on the PATH, Chromium before Chrome', () => {
    const path = { PATH: '/a:/b' };
    expect(found('linux', path, '/a/google-chrome', '/b/chromium')).toBe('/b/chromium');
    expect(found('linux', path, '/b/google-chrome-stable')).toBe('/b/google-chrome-stable');
  });

  it('is searched where macOS and Windows keep programs', () => {
    const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(found('darwin', {}, mac)).toBe(mac);
    const windows = 'C:\\Programs\\Google\\Chrome\\Application\\chrome.exe';
    expect(found('win32', { PROGRAMFILES: 'C:\\Programs' }, windows)).toBe(windows);
  });

  it('is undefined where there is none', () => {
    expect(found('linux', { PATH: '/a' })).toBeUndefined();
    expect(found('linux', {})).toBeUndefined();
  });
});
