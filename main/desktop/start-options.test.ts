import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOptions } from './start-options.ts';

const kept = { ...process.env };
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('ELEKTRA_WEB_')) delete process.env[name];
});
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in kept)) delete process.env[name];
  Object.assign(process.env, kept);
});

describe('the options of the application', () => {
  it('have the defaults of the command line', () => {
    expect(startOptions([])).toMatchObject({ logLevel: 'info', secrets: 'auto', elektradPort: 33_333 });
    expect(startOptions([]).isElektradPortGiven).toBe(false);
    expect(startOptions([]).dataDir).toBeUndefined();
  });

  it('come from the environment, and sooner from the command line', () => {
    Object.assign(process.env, {
      ELEKTRA_WEB_DATA_DIR: '/a',
      ELEKTRA_WEB_ELEKTRAD_PORT: '0',
      ELEKTRA_WEB_SECRETS: 'file',
    });
    expect(startOptions([])).toMatchObject({
      dataDir: '/a',
      elektradPort: 0,
      secrets: 'file',
      isElektradPortGiven: true,
    });
    expect(startOptions(['--data-dir', '/b', '--log-level=debug'])).toMatchObject({ dataDir: '/b', logLevel: 'debug' });
  });

  it('leave alone what is Chromium’s, and links', () => {
    const args = ['--no-sandbox', '--ozone-platform=wayland', '--data-dir', '/b', '-h'];
    expect(startOptions(args)).toMatchObject({ dataDir: '/b' });
    const link = ['--log-level', 'warn', 'ELEKTRA-WEB://instances/a', '--data-dir', '/x', '--log-level', 'error'];
    expect(startOptions(link)).toMatchObject({ logLevel: 'warn' });
    expect(startOptions(link).dataDir).toBeUndefined();
  });

  it('end before no command: one that was typed after them would be forgotten', () => {
    expect(() => startOptions(['--data-dir', '/b', 'serve'])).toThrow('serve is a command, and a command comes before');
    expect(startOptions(['--data-dir', 'serve', '--unknown', 'word'])).toMatchObject({ dataDir: 'serve' });
    expect(startOptions(['elektra-web://instances/a', 'serve'])).toMatchObject({ logLevel: 'info' });
  });

  it('are refused in a sentence when they have no such value', () => {
    expect(() => startOptions(['--log-level', 'loud'])).toThrow(/--log-level.*loud/);
    process.env['ELEKTRA_WEB_ELEKTRAD_PORT'] = 'many';
    expect(() => startOptions([])).toThrow(expect.objectContaining({ name: 'StartRefused' }));
  });
});
