import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createToken, signInByLink } from '../fixtures/clusterd-http.ts';
import { runElektraWeb } from '../fixtures/elektra-web-process.ts';
import { machinePerTest } from '../fixtures/machine-per-test.ts';
import { freePort } from '../fixtures/network.ts';

const machine = machinePerTest(beforeEach, afterEach);

/** Runs `elektra-web sign-in` to its end. @returns the link, which has to be all that standard output carries */
async function linkFromCommand(args: readonly string[] = []): Promise<string> {
  const run = runElektraWeb('sign-in', { home: machine.home, args });
  expect(await run.ended, run.stderr()).toEqual({ code: 0, signal: null });
  expect(run.stdout()).toMatch(/^http:\/\/\S+\/sign-in#code=\S+\n$/);
  return run.stdout().trim();
}

describe('elektra-web sign-in', () => {
  it('makes a link while the server runs, which works once', async () => {
    const running = await machine.start('serve');
    const link = await linkFromCommand();
    expect(link.startsWith(`${running.url('clusterd')}/sign-in#code=`)).toBe(true);
    expect(await signInByLink(link)).toMatch(/^elektra_web_\d+=/);
    await expect(signInByLink(link)).rejects.toThrow('UNAUTHENTICATED');
    await running.stop();
  });

  it('makes a link for the next start while the server does not run', async () => {
    const port = await freePort();
    const link = await linkFromCommand(['--port', `${port}`]);
    const running = await machine.start('serve', ['--port', `${port}`]);
    expect(link.startsWith(running.url('clusterd'))).toBe(true);
    expect(await signInByLink(link)).toMatch(/^elektra_web_\d+=/);
  });

  it('makes a link after the server was killed and left its notes behind', async () => {
    const running = await machine.start('serve');
    await running.kill();
    const { port } = new URL(running.url('clusterd'));
    const link = await linkFromCommand(['--port', port]);
    await machine.start('serve', ['--port', port]);
    expect(await signInByLink(link)).toMatch(/^elektra_web_\d+=/);
  });
});

describe('what was made by a sign-in', () => {
  it('survives a restart: tokens and sessions, and codes that were not used', async () => {
    const running = await machine.start('serve');
    const { port } = new URL(running.url('clusterd'));
    const token = await createToken(await running.signInLink());
    const unused = await linkFromCommand();
    const cookie = await signInByLink(await linkFromCommand());
    await running.kill();
    const again = await machine.start('serve', ['--port', port]);
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${again.url('clusterd')}/api/session`, { headers })).status;
    expect(await status({ authorization: `Bearer ${token}` })).toBe(200);
    expect(await status({ cookie })).toBe(200);
    expect(await status({ cookie: `${cookie}x` })).toBe(401);
    await signInByLink(unused);
  });
});
