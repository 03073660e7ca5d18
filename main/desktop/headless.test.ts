import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StartChild } from '../platform/own-child.ts';
import { headlessRequest as requestOn, ownArguments, runHeadless, type Display } from './headless.ts';

const DISPLAY: Display = { platform: 'linux', environment: { DISPLAY: ':0' } };
const headlessRequest = (args: readonly string[]) => requestOn(args, DISPLAY);

describe('the arguments of the installed program', () => {
  it.each([[[]], [['--hidden']], [['elektra-web://instances/1']], [['--ozone-platform=x11']], [['--', '--headless']]])(
    '%j open the window',
    (args) => {
      expect(headlessRequest(args)).toEqual({ kind: 'window' });
    },
  );

  it.each([
    ['serve --port 0', 'serve --port 0'],
    ['--no-sandbox --ozone-platform=headless up --link always', 'up --link always'],
    ['call instances.list -- --no-sandbox', 'call instances.list -- --no-sandbox'],
    ['nonsense', 'nonsense'],
    ['--version', '--version'],
    ['-h', '-h'],
    ['--headless', 'serve'],
    ['--headless --port 0', 'serve --port 0'],
    ['--port 0 --headless', 'serve --port 0'],
    ['--headless serve --port 0', 'serve --port 0'],
    ['--headless up --link always', 'up --link always'],
    ['--headless elektrad backup keys.lmdb', 'elektrad backup keys.lmdb'],
    ['--ozone-platform=headless --no-sandbox --headless sign-in', 'sign-in'],
    ['--headless --ozone-platform=headless --log-level debug', 'serve --log-level debug'],
    ['--headless serve --disable-gpu --no-auth', 'serve --no-auth'],
    ['--headless --help', '--help'],
    ['--headless -V', '-V'],
    ['--headless serve --help', 'serve --help'],
    ['--headless call instances.list -- --no-sandbox', 'call instances.list -- --no-sandbox'],
    ['--headless nonsense', 'nonsense'],
  ])('"%s" run the command line with "%s"', (given, args) => {
    expect(headlessRequest(given.split(' '))).toEqual({ kind: 'program', args: args.split(' ') });
  });

  it.each([
    ['--headless elektra-web://clusters/lab', 'elektra-web://clusters/lab opens in the window'],
    ['--headless serve ELEKTRA-WEB://x', 'opens in the window'],
    ['--headless=new serve', '--headless takes no value, and this is --headless=new'],
  ])('"%s" are refused', (given, words) => {
    expect(headlessRequest(given.split(' '))).toEqual({ kind: 'refused', message: expect.stringContaining(words) });
  });
});

describe('without a display', () => {
  const nowhere = { platform: 'linux', environment: { DISPLAY: '' } } as const;

  it.each([[[]], [['elektra-web://instances/1']], [['--ozone-platform=headless', '--data-dir', '/d']]])(
    '%j is refused in a sentence',
    (args) => {
      const message = expect.stringContaining('There is no display');
      expect(requestOn(args, nowhere)).toEqual({ kind: 'refused', message });
    },
  );

  it('commands run, and other systems do not tell', () => {
    expect(requestOn(['--headless'], nowhere)).toMatchObject({ kind: 'program' });
    expect(requestOn(['serve'], nowhere)).toMatchObject({ kind: 'program' });
    expect(requestOn([], { platform: 'darwin', environment: {} })).toEqual({ kind: 'window' });
    expect(requestOn([], { platform: 'linux', environment: { WAYLAND_DISPLAY: 'wayland-0' } })).toEqual({
      kind: 'window',
    });
  });
});

describe('what was typed', () => {
  it.each([
    [['/opt/elektra-web', 'serve'], true, ['serve']],
    [['/opt/elektra-web', '--no-sandbox', 'elektra-web://x'], true, ['--no-sandbox', 'elektra-web://x']],
    [['electron', 'dist/main/desktop.js', 'serve'], false, ['serve']],
    [['electron', '--inspect=0', '--no-sandbox', 'dist/main/desktop.js', '--hidden'], false, ['--hidden']],
    [['electron'], false, []],
  ] as const)('%j (packaged: %s) is %j', (argv, isPackaged, own) => {
    expect(ownArguments(argv, isPackaged)).toEqual(own);
  });
});

describe('running without a window', () => {
  let said = '';

  beforeEach(() => {
    said = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text: unknown, ...rest: readonly unknown[]) => {
      said += String(text);
      const done = rest.at(-1);
      if (typeof done === 'function') Reflect.apply(done, null, []);
      return true;
    });
  });

  afterEach(() => {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  });

  it('ends with the exit code of the command', async () => {
    const run = async (args: readonly string[]) => {
      process.exitCode = args.length;
    };
    expect(await runHeadless({ kind: 'program', args: ['a', 'b'] }, undefined, run)).toBe(2);
  });

  it('says what was refused and runs nothing', async () => {
    const ran: unknown[] = [];
    const run = async (args: readonly string[]) => void ran.push(args);
    expect(await runHeadless({ kind: 'refused', message: 'Not so.' }, undefined, run)).toBe(1);
    expect({ said, ran }).toEqual({ said: 'elektra-web: Not so.\n', ran: [] });
  });

  it('starts the processes of the command as Electron can: its own program cannot be forked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'headless-'));
    const started: string[] = [];
    const startChild: StartChild = (program) => {
      started.push(basename(program));
      const nothing = (): void => undefined;
      return { send: nothing, onMessage: nothing, onExit: (listener) => listener(), kill: nothing, unref: nothing };
    };
    const args = ['serve', '--port', '0', '--secrets', 'keychain', '--data-dir', folder];
    expect(await runHeadless({ kind: 'program', args }, startChild)).toBe(1);
    expect(started).toContain('keychain-process.js');
    await rm(folder, { recursive: true });
  });

  it('names a command that does not exist', async () => {
    expect(await runHeadless({ kind: 'program', args: ['nonsense'] })).toBe(1);
    expect(said).toContain("unknown command 'nonsense'");
  });
});
