import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFixtureProject } from './testing/fixture-project.ts';
import type { FixtureProject } from './testing/fixture-project.ts';
import { createGate } from './testing/gate.ts';

describe.skipIf(process.platform === 'win32')('the launcher', () => {
  /** Each test works on a copy of it. */
  let built: FixtureProject;
  let project: FixtureProject;

  beforeAll(async () => {
    built = createFixtureProject();
    expect(await built.launch('build.mjs').end).toBe(0);
  });

  afterAll(() => {
    built.remove();
  });

  beforeEach(() => {
    project = createFixtureProject(built);
  });

  afterEach(() => {
    project.remove();
  });

  const run = async (entry = 'elektra-web.mjs', args: readonly string[] = ['up'], env: NodeJS.ProcessEnv = {}) => {
    const launch = project.launch(entry, args, env);
    const end = await launch.end;
    return { end, stdout: launch.stdout(), stderr: launch.stderr() };
  };

  it('installs, builds and runs at first, and only runs the second time', async () => {
    project.delete('node_modules', 'dist', 'npm-calls');
    const first = await run('elektra-web.mjs', ['up', '--port', '0']);
    expect(first).toMatchObject({ end: 0, stdout: 'hello up --port 0\n' });
    expect(first.stderr).toContain('npm was here');
    expect(project.has('dist/renderer/index.html')).toBe(true);

    expect(await run('elektra-web.mjs', ['sign-in'])).toEqual({ end: 0, stdout: 'hello sign-in\n', stderr: '' });
    expect(project.npmCalls()).toEqual(['ci --include=dev --include=optional --loglevel=error']);
  });

  it('lets the second of two launches wait for the first', async () => {
    project.delete('node_modules', 'dist', 'npm-calls');
    const gate = await createGate(project.root, 'npm');
    const first = project.launch('elektra-web.mjs', ['first'], { NPM_GATE: gate.path });
    await gate.arrival;
    const second = project.launch('elektra-web.mjs', ['second'], { NPM_GATE: gate.path });
    await second.says('waiting for it to finish');
    gate.open();

    expect([await first.end, await second.end]).toEqual([0, 0]);
    expect([first.stdout(), second.stdout()]).toEqual(['hello first\n', 'hello second\n']);
    expect(project.npmCalls()).toHaveLength(1);
  });

  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('recovers from %s while installing', async (signal) => {
    project.delete('node_modules', 'npm-calls');
    const gate = await createGate(project.root, 'npm');
    const launch = project.launch('elektra-web.mjs', [], { NPM_GATE: gate.path });
    await gate.arrival;
    launch.process.kill(signal);
    expect(await launch.end).toBe({ SIGKILL: 'SIGKILL', SIGINT: 130, SIGTERM: 143 }[signal]);
    // npm ends with its launcher, so that it cannot work beside the next one.
    await gate.departure;

    expect(await run()).toMatchObject({ end: 0, stdout: 'hello up\n' });
    expect(project.npmCalls()).toHaveLength(2);
  });

  it.each(['SIGKILL', 'SIGINT'] as const)('recovers from %s while building', async (signal) => {
    project.write('shared/greeting.ts', "export const greeting: string = 'good evening';");
    const gate = await createGate(project.root, 'build');
    const launch = project.launch('elektra-web.mjs', [], { BUILD_GATE: gate.path });
    await gate.arrival;
    launch.process.kill(signal);
    await launch.end;
    await gate.departure;
    expect(project.has('dist/renderer/index.html')).toBe(true);

    expect(await run()).toMatchObject({ end: 0, stdout: 'good evening up\n' });
    expect(project.has('dist/.new-renderer')).toBe(false);
    expect(project.npmCalls()).toHaveLength(1);
  });

  it('builds again what has changed and nothing else', async () => {
    project.write('main/cli.ts', "console.log('changed');");
    const after = await run('build.mjs', []);
    expect(after.stderr).toContain('Building dist/main …');
    expect(await run()).toMatchObject({ stdout: 'changed\n', stderr: '' });

    // The same size and, as a checkout may do, an older time: still another content.
    project.write('main/cli.ts', "console.log('CHANGED');");
    expect(await run()).toMatchObject({ stdout: 'CHANGED\n' });

    project.write('main/cli.test.ts', 'a test');
    expect((await run('build.mjs', [])).stderr).toBe('Nothing to build: dist/main and dist/renderer are up to date.\n');
  });

  it('installs again when the lock file has changed', async () => {
    project.write('package-lock.json', '{ "changed": true }');
    expect(await run()).toMatchObject({ end: 0, stdout: 'hello up\n' });
    expect(project.npmCalls()).toHaveLength(2);
  });

  it('says in one sentence that npm has failed, and tries again the next time', async () => {
    project.delete('node_modules', 'npm-calls');
    const failed = await run('start.mjs', [], { NPM_FAILS: '1' });
    expect(failed).toMatchObject({ end: 1, stdout: '' });
    expect(failed.stderr).toContain('npm ci ended with exit code 42');
    expect(failed.stderr).not.toContain('    at ');
    expect(await run()).toMatchObject({ end: 0 });
  });

  it('names what cannot be built and keeps what was built before', async () => {
    project.write('main/cli.ts', 'import { missing } from "./not-there.ts"; missing();');
    const failed = await run();
    expect(failed).toMatchObject({ end: 1, stdout: '' });
    expect(failed.stderr).toContain('dist/main could not be built');
    expect(failed.stderr).toContain('not-there.ts');
    expect(project.read('dist/main/cli.js')).toContain('hello');
  });

  it('passes exit code and signals of the command line on', async () => {
    expect(await run('elektra-web.mjs', ['fail'])).toMatchObject({ end: 7 });
    const staying = project.launch('elektra-web.mjs', ['stay']);
    await staying.says('hello stay');
    staying.process.kill('SIGTERM');
    expect(await staying.end).toBe(3);
    expect(staying.stdout()).toBe('hello stay\nbye\n');
  });

  it('starts headless where there is no desktop application, and says why in one line', async () => {
    expect(await run('start.mjs', ['--port', '0'])).toEqual({
      end: 0,
      stdout: 'hello up --link always --port 0\n',
      stderr: 'Starting headless, for a browser: this version has no desktop application yet.\n',
    });
  });
});
