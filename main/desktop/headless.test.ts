import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { headlessRequest, runHeadless } from './headless.ts';

describe('the arguments of the installed program', () => {
  it.each([[[]], [['--hidden']], [['elektra-web://instances/1']], [['--ozone-platform=x11']], [['--', '--headless']]])(
    '%j open the window',
    (args) => {
      expect(headlessRequest(args)).toEqual({ kind: 'window' });
    },
  );

  it.each([
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

describe('running without a window', () => {
  let said = '';

  beforeEach(() => {
    said = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said += String(text);
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
    expect(await runHeadless({ kind: 'program', args: ['a', 'b'] }, run)).toBe(2);
  });

  it('says what was refused and runs nothing', async () => {
    const ran: unknown[] = [];
    const run = async (args: readonly string[]) => void ran.push(args);
    expect(await runHeadless({ kind: 'refused', message: 'Not so.' }, run)).toBe(1);
    expect({ said, ran }).toEqual({ said: 'elektra-web: Not so.\n', ran: [] });
  });

  it('names a command that does not exist', async () => {
    expect(await runHeadless({ kind: 'program', args: ['nonsense'] })).toBe(1);
    expect(said).toContain("unknown command 'nonsense'");
  });
});
