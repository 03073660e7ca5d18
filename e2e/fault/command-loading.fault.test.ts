import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runElektraWeb } from '../fixtures/elektra-web-process.ts';
import { machinePerTest } from '../fixtures/machine-per-test.ts';

const machine = machinePerTest(beforeEach, afterEach);

/**
 * Says on standard error which packages a program loads, by the hooks of https://nodejs.org/api/module.html#customization-hooks: those that lie beside the
 * bundle are asked for by name, and of those in a piece of it the build has left a comment before each file.
 */
const HOOKS = `
  import { readFileSync, writeSync } from 'node:fs';
  import { fileURLToPath } from 'node:url';
  const say = (name) => writeSync(2, 'loads ' + name + '\\n');
  export const resolve = (specifier, context, next) => {
    if (/^(@[^/]+\\/)?[\\w-]+$/.test(specifier)) say(specifier);
    return next(specifier, context);
  };
  export const load = (url, context, next) => {
    const text = url.startsWith('file:') ? readFileSync(fileURLToPath(url), 'utf8') : '';
    for (const [, name] of text.matchAll(/^ *\\/\\/ \\S*node_modules\\/((?:@[^/]+\\/)?[^/]+)\\//gm)) say(name);
    return next(url, context);
  };`;
const REGISTER = `import { register } from 'node:module'; register(${JSON.stringify(script(HOOKS))});`;

function script(text: string): string {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

async function run(command: string, args: readonly string[], env = {}) {
  const running = runElektraWeb(command, { home: machine.home, args, env });
  const { code } = await running.ended;
  return { code, stdout: running.stdout(), stderr: running.stderr() };
}

async function packagesOf(command: string, args: readonly string[]): Promise<readonly string[]> {
  const { stderr } = await run(command, args, { NODE_OPTIONS: `--import=${script(REGISTER)}` });
  return [...new Set([...stderr.matchAll(/^loads (.+)$/gm)].map(([, name = '']) => name))];
}

describe('a command loads what it needs when it runs', () => {
  it.each([
    ['up', ['--help']],
    ['serve', ['--help']],
    ['elektrad', ['backup', '--help']],
    ['call', ['--help']],
    ['serve', ['--port', 'http']],
    ['no-command', []],
  ])('%s %j needs nothing', async (command, args) => expect(await packagesOf(command, args)).toEqual(['commander']));

  it('a check of a store needs no server, and a call no store', async () => {
    const [verify, call] = [await packagesOf('elektrad', ['verify']), await packagesOf('call', ['--list'])];
    expect(verify).toContain('lmdb');
    expect(verify).not.toContain('fastify');
    expect(call).toContain('zod');
    expect(call).not.toContain('lmdb');
  });
});

describe('each command is there', () => {
  it.each([
    ['serve', ['--tls-cert', 'a.pem'], 'needs both --tls-cert and --tls-key'],
    ['up', ['--elektrad-port', '0', '--tls-cert', 'a.pem'], 'needs both --tls-cert and --tls-key'],
    ['elektrad', ['--tls-cert', 'a.pem'], 'needs both --tls-cert and --tls-key'],
    ['elektrad', ['backup', 'file'], 'There is no key store'],
    ['elektrad', ['restore', 'no-file'], 'cannot be read'],
    ['elektrad', ['verify', 'no-file'], 'cannot be read'],
  ])('%s %j', async (command, args, sentence) => {
    const { code, stderr } = await run(command, args);
    expect(stderr).toContain(sentence);
    expect(code).toBe(1);
  });
});

it('the folder of an elektrad may stand before what is done with its keys', async () => {
  const { stderr } = await run('elektrad', ['backup', 'file']);
  expect(stderr).toContain(machine.home.dataDir);
});
