import { describe, expect, it } from 'vitest';
import { npmCommand } from './install-packages.mjs';

describe('how npm is started', () => {
  const all = () => true;
  const none = () => false;

  it('is as the npm that started the launcher', () => {
    const env = { npm_execpath: '/npm/bin/npm-cli.js' };
    const byNode = { command: '/bin/node', args: ['/npm/bin/npm-cli.js'], shell: false };
    expect(npmCommand(env, 'linux', '/bin/node', all)).toEqual(byNode);
    expect(npmCommand(env, 'win32', '/bin/node', all)).toEqual(byNode);
  });

  it('is from the PATH when something else has started it', () => {
    const plain = { command: 'npm', args: [], shell: false };
    expect(npmCommand({}, 'linux', '/bin/node', all)).toEqual(plain);
    expect(npmCommand({ npm_execpath: '/yarn/yarn.js' }, 'darwin', '/bin/node', all)).toEqual(plain);
  });

  it('needs a shell on Windows only when its script is not beside Node', () => {
    expect(npmCommand({}, 'win32', '/node/node.exe', all)).toEqual({
      command: '/node/node.exe',
      args: ['/node/node_modules/npm/bin/npm-cli.js'],
      shell: false,
    });
    expect(npmCommand({}, 'win32', '/node/node.exe', none)).toEqual({ command: 'npm', args: [], shell: true });
  });
});
