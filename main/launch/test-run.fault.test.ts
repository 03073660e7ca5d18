import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installFakeTools } from './testing/fake-tools.ts';
import { createFixtureProject } from './testing/fixture-project.ts';
import type { FixtureProject } from './testing/fixture-project.ts';
import { createGate } from './testing/gate.ts';

describe.skipIf(process.platform === 'win32')('the commands that test', () => {
  let project: FixtureProject;

  const run = async (entry: string, args: readonly string[] = [], failing = '') => {
    const launch = project.launch(entry, args, { FAILING: failing, CHROMIUM: process.execPath });
    const end = await launch.end;
    return { end, lines: launch.stdout().trimEnd().split('\n') };
  };

  beforeAll(async () => {
    project = createFixtureProject();
    await project.launch('build.mjs').end;
    installFakeTools(project);
  });

  afterAll(() => {
    project.remove();
  });

  it('end with the sum of everything on the last line', async () => {
    const all = await run('test.mjs');
    // 9 checks, twice 10 tests of Vitest, 100 of Playwright; there is no Electron for those of the desktop.
    expect(all).toMatchObject({ end: 0 });
    expect(all.lines.at(-1)).toBe('129 passed, 0 failed, 1 skipped');
    expect(all.lines.filter((line) => line.startsWith('tsc '))).toHaveLength(4);
    // Side by side, so either may be the first to say so.
    expect(all.lines.filter((line) => line.startsWith('eslint ')).sort()).toEqual([
      'eslint --max-warnings 0 --ignore-pattern main/ .',
      'eslint --max-warnings 0 main',
    ]);
  });

  it.each([
    ['eslint', '127 passed, 2 failed'],
    ['knip', '128 passed, 1 failed'],
    ['tsc', '125 passed, 4 failed'],
    ['vitest', '129 passed, 2 failed'],
    ['playwright', '129 passed, 1 failed'],
  ])('count a failing %s and fail themselves', async (failing, line) => {
    const all = await run('test.mjs', [], failing);
    expect(all.end).toBe(1);
    expect(all.lines.at(-1)).toBe(`${line}, 1 skipped`);
  });

  it('run one suite by its name', async () => {
    expect((await run('test.mjs', ['fault'])).lines.at(-1)).toBe('10 passed, 0 failed');
    expect((await run('test.mjs', ['e2e'])).lines.at(-1)).toBe('100 passed, 0 failed');
    expect((await run('test.mjs', ['e2e', 'sign-in'])).lines).toContain('playwright test sign-in --reporter=list,json');
    expect(await run('test.mjs', ['nonsense'])).toMatchObject({ end: 1 });
    expect((await run('test.mjs', ['e2e:electron'])).lines.at(-1)).toBe('0 passed, 0 failed, 1 skipped');
  });

  it.each([
    ['eslint', 'SIGKILL', 'SIGKILL'],
    ['vitest', 'SIGKILL', 'SIGKILL'],
    ['vitest', 'SIGTERM', 143],
    ['vitest', 'SIGINT', 130],
  ] as const)('leave nothing of %s running after %s', async (tool, signal, end) => {
    const gate = await createGate(project.root, `${tool}-${signal}`);
    const launch = project.launch('test.mjs', [], { WAITING: `${tool} ${gate.path}`, CHROMIUM: process.execPath });
    await gate.arrival;
    launch.process.kill(signal);
    // It ends when nobody holds its output any more, the tool included; the tool's child holds none.
    expect(await launch.end).toBe(end);
    await gate.departure;
  });

  it('leave nothing running when npm is killed', async () => {
    const gate = await createGate(project.root, 'npm-child');
    const script = `"${process.execPath}" "${join(project.root, 'main', 'launch', 'test.mjs')}"; true`;
    const env = { npm_lifecycle_event: 'test', WAITING: `vitest ${gate.path}`, CHROMIUM: process.execPath };
    const npm = spawn('sh', ['-c', script], { env: { ...process.env, ...env }, stdio: 'ignore' });
    await gate.arrival;
    npm.kill('SIGKILL');
    await gate.departure;
  });

  it('count a build that fails as a failure', async () => {
    const built = project.read('main/cli.ts');
    project.write('main/cli.ts', 'import "./not-there.ts";');
    const all = await run('test.mjs');
    project.write('main/cli.ts', built);
    expect(all).toEqual({ end: 1, lines: ['', '0 passed, 1 failed'] });
  });

  it('name what failed in a check', async () => {
    expect((await run('check.mjs')).lines.at(-1)).toBe('Everything passed.');
    const failed = await run('check.mjs', [], 'eslint,knip');
    expect(failed.end).toBe(1);
    expect(failed.lines.at(-1)).toBe('Failed: eslint of main, eslint of all but main, knip.');
  });

  it('build the bench and run it with its arguments', async () => {
    project.write('e2e/bench/limits/bare-window.ts', 'console.log(0);');
    project.write('e2e/bench/run.ts', 'console.log("bench", ...process.argv.slice(2)); process.exitCode = 4;');
    expect(await run('bench.mjs', ['forward-read'])).toEqual({ end: 4, lines: ['bench forward-read'] });
  });
});
