import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { productOutputs } from './build-output.mjs';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const has = (path: string): boolean => existsSync(fileURLToPath(new URL(path, root)));

/** One instruction per line, comments left out. */
const instructions = read('assets/server/Containerfile')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const all = (name: string): readonly string[] =>
  instructions.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
const included = read('.dockerignore')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

describe('the recipe of the container image', () => {
  it('builds from files that are here and are let in', () => {
    expect(included.filter((path) => !has(path))).toEqual([]);
    const needed = ['package.json', 'package-lock.json', '.npmrc', ...productOutputs.flatMap(({ sources }) => sources)];
    expect(needed.filter((path) => has(path) && !included.includes(path.split('/')[0] ?? ''))).toEqual([]);
  });

  it('takes from the build what the build makes', () => {
    const taken = all('COPY').filter((line) => line.startsWith('--from=build '));
    const paths = taken.flatMap((line) => line.split(' ').slice(1, -1)).map((path) => path.replace('/src/', ''));
    const made = ['node_modules', ...productOutputs.map(({ name }) => `dist/${name}`)];
    expect(paths.filter((path) => !made.includes(path))).toEqual(['package.json', 'LICENSE']);
    expect(paths).toEqual(expect.arrayContaining(['dist/main', 'dist/renderer', 'node_modules']));
    expect(all('ENTRYPOINT')).toEqual(['["node", "dist/main/cli.js"]']);
  });

  it('runs commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const called = all('RUN').flatMap((line) => /^npm run (\S+)/.exec(line)?.[1] ?? []);
    expect(called.filter((name) => !(name in scripts))).toEqual([]);
    expect(called).toEqual(['build']);
  });

  it('sets options that there are', () => {
    const options = ['main/cli/options.ts'].map(read).join('\n');
    const names = all('ENV')
      .flatMap((line) => [...line.matchAll(/ELEKTRA_WEB_(\w+)=/g)])
      .map(([, name]) => name);
    expect(names).toContain('HOST');
    expect(names.filter((name) => !options.includes(`'${name}'`))).toEqual([]);
  });

  it('runs without rights of its own and keeps its data in a volume', () => {
    expect(all('USER')).toEqual(['node']);
    expect(all('VOLUME')).toEqual(['/var/lib/elektra-web']);
    expect(instructions.findIndex((line) => line === 'USER node')).toBeLessThan(
      instructions.findIndex((line) => line.startsWith('ENTRYPOINT')),
    );
    expect(all('FROM').map((line) => line.split(' ')[0])).toEqual(['node:20-slim', 'node:20-slim']);
  });

  const healthOf = async (env: NodeJS.ProcessEnv): Promise<number | null> => {
    const command = JSON.parse(/CMD (\[.*\])$/.exec(all('HEALTHCHECK')[0] ?? '')?.[1] ?? '[]') as string[];
    const child = spawn(process.execPath, command.slice(1), { env, stdio: 'inherit' });
    return new Promise((resolve) => child.once('close', resolve));
  };

  it.each([
    [200, '/', 0],
    [200, '/fleet/', 0],
    [503, '/', 1],
  ])('is healthy when /readyz answers %s below %s: %s', async (status, basePath, code) => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === `${basePath}readyz` ? status : 404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await healthOf({ ELEKTRA_WEB_PORT: String(port), ELEKTRA_WEB_BASE_PATH: basePath })).toBe(code);
    server.close();
  });

  it('is not healthy when nothing answers', async () => {
    expect(await healthOf({ ELEKTRA_WEB_PORT: '1' })).toBe(1);
  });
});
