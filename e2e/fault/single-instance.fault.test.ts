import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { administratorOf } from '../fixtures/clusterd-http.ts';
import { runElektraWeb } from '../fixtures/elektra-web-process.ts';
import { startElektrad } from '../fixtures/fleet.ts';
import { machinePerTest } from '../fixtures/machine-per-test.ts';

const machine = machinePerTest(beforeEach, afterEach);

describe('single-instance mode', () => {
  it('is asked for by the old variable, and is over at a start without it', async () => {
    const elektrad = await startElektrad(machine.cleanup);
    const running = await machine.start('serve', [], { INSTANCE: `advanced@${elektrad.url}` });
    const client = await administratorOf(running);
    await client.call('keys.set', { id: 'my', key: 'user:/through', value: 'clusterd' });
    expect(await elektrad.http.value('user:/through')).toBe('clusterd');
    expect(await client.call('instances.get', { id: 'my' })).toMatchObject({ visibility: 'advanced' });
    expect(await client.call('session.get', {})).toMatchObject({ opensOn: 'my' });
    await running.stop();

    const again = await machine.start('serve');
    const after = await administratorOf(again);
    expect(await after.call('instances.list', {})).toMatchObject({ items: [{ id: 'my' }], total: 1 });
    expect(await after.call('session.get', {})).toMatchObject({ opensOn: null });
  });

  it('moves the instance to the address of the flag, which wins over the variables', async () => {
    const first = await machine.start('serve', ['--instance', 'http://127.0.0.1:1']);
    await first.stop();
    const env = { INSTANCE: 'http://127.0.0.1:2', ELEKTRA_WEB_INSTANCE: 'http://127.0.0.1:3' };
    const second = await machine.start('serve', ['--instance', 'http://127.0.0.1:4'], env);
    const { items } = await (await administratorOf(second)).call('instances.list', {});
    expect(items).toMatchObject([{ id: 'my', host: 'http://127.0.0.1:4', seen: { state: 'offline' } }]);
  });

  it('goes together with a local elektrad', async () => {
    const running = await machine.start('up', ['--instance', 'http://127.0.0.1:1']);
    const { items } = await (await administratorOf(running)).call('instances.list', {});
    expect(items.map(({ id }) => id)).toEqual(['local', 'my']);
  });

  it('refuses to start on what is no address, and says the form', async () => {
    const run = runElektraWeb('serve', { home: machine.home, env: { INSTANCE: 'expert@http://localhost:33333' } });
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.stderr()).toContain('Write it like http://localhost:33333');
  });
});
