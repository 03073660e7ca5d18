import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../assets/linux/elektra-web', import.meta.url));

/** Tells its process id and its arguments, one per line, then does what `DO` says. */
const fakeBinary = `#!/bin/sh
printf '%s\\n' "$$" "$#" "$@"
case "$DO" in
  wait) trap 'echo stopped; exit 43' TERM; echo ready; while :; do read -r line || exit 9; done ;;
  *) exit "$DO" ;;
esac
`;

describe.skipIf(process.platform !== 'linux')('the command elektra-web of the installed application', () => {
  let root: string;
  let command: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'elektra web launcher '));
    const application = join(root, 'opt', 'Elektra Web');
    mkdirSync(join(application, 'bin'), { recursive: true });
    cpSync(script, join(application, 'bin', 'elektra-web'));
    writeFileSync(join(application, 'elektra-web'), fakeBinary, { mode: 0o755 });
    // As the package does it: the command in PATH is a link.
    command = join(root, 'elektra-web');
    symlinkSync(join(application, 'bin', 'elektra-web'), command);
  });

  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const start = (args: readonly string[], env: NodeJS.ProcessEnv, act = '0') => {
    const path = { PATH: process.env['PATH'] };
    const child = spawn(command, args, { env: { ...path, ...env, DO: act }, stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    return { child, lines: () => output.trimEnd().split('\n') };
  };

  const run = async (args: readonly string[], env: NodeJS.ProcessEnv, act?: string) => {
    const { child, lines } = start(args, env, act);
    const [code] = (await once(child, 'close')) as [number | null];
    const [pid, count, ...passed] = lines();
    return { code, ownProcess: Number(pid) === child.pid, count: Number(count), passed };
  };

  const headless = '--ozone-platform=headless';

  it.each([
    ['on X11', { DISPLAY: ':0' }],
    ['on Wayland', { WAYLAND_DISPLAY: 'wayland-0' }],
  ])('passes its arguments as they are %s', async (_where, env) => {
    const args = ['elektra-web://instances/a b', '', '--flag=with "quotes" and $HOME', '*'];
    const result = await run(args, env);
    expect(result).toEqual({ code: 0, ownProcess: true, count: args.length, passed: args });
  });

  it.each([
    ['neither is set', {}],
    ['both are empty', { DISPLAY: '', WAYLAND_DISPLAY: '' }],
  ])('tells Electron that there is no display where %s', async (_where, env) => {
    expect(await run(['--headless', 'serve', '--data-dir', 'a b'], env)).toMatchObject({
      count: 5,
      passed: [headless, '--headless', 'serve', '--data-dir', 'a b'],
    });
  });

  it('needs no display with --headless, wherever it stands', async () => {
    const { passed } = await run(['serve', '--headless'], { DISPLAY: ':0' });
    expect(passed).toEqual([headless, 'serve', '--headless']);
  });

  it('takes --headless behind -- for what it is: a value', async () => {
    expect((await run(['--', '--headless'], { DISPLAY: ':0' })).passed).toEqual(['--', '--headless']);
  });

  it('ends as the application ends', async () => {
    expect((await run([], { DISPLAY: ':0' }, '7')).code).toBe(7);
    expect((await run(['--headless'], {}, '3')).code).toBe(3);
  });

  it.each([{ DISPLAY: ':0' }, {}])('is the application itself for signals (%o)', async (env) => {
    const { child, lines } = start([], env, 'wait');
    while (!lines().includes('ready')) await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([43, null]);
    expect(lines().at(-1)).toBe('stopped');
  });
});
