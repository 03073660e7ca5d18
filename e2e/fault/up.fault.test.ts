import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { administratorOf, createClusterdHttp, createToken } from '../fixtures/clusterd-http.ts';
import { runElektraWeb } from '../fixtures/elektra-web-process.ts';
import { startElektrad } from '../fixtures/fleet.ts';
import { machinePerTest } from '../fixtures/machine-per-test.ts';

const machine = machinePerTest(beforeEach, afterEach);

describe('elektra-web up', () => {
  it('registers its own elektrad as "local", once, and says that it is its own store', async () => {
    const first = await machine.start('up');
    const client = await administratorOf(first);
    const local = await client.call('instances.get', { id: 'local' });
    await client.call('instances.test', { id: local.id });
    expect(await client.call('instances.get', { id: local.id })).toMatchObject({ name: 'local', ownStore: true });
    expect(new URL(local.host).port).toBe(new URL(first.url('elektrad')).port);
    await client.call('instances.change', { id: local.id, name: 'my machine' });
    await first.stop();

    // The other port of the second start is followed, the person's name stays.
    const second = await machine.start('up');
    const after = await (await administratorOf(second)).call('instances.list', {});
    expect(after.items).toMatchObject([{ id: 'local', name: 'my machine' }]);
    expect(new URL(after.items[0]!.host).port).toBe(new URL(second.url('elektrad')).port);
  });

  it('does not bring back what a person has removed', async () => {
    const first = await machine.start('up');
    await (await administratorOf(first)).call('instances.remove', { id: 'local' });
    await first.stop();
    const second = await machine.start('up');
    expect(await (await administratorOf(second)).call('instances.list', {})).toMatchObject({ total: 0 });
  });

  it('registers an elektrad that answers on the elektrad port, instead of starting ours', async () => {
    const running = await startElektrad(machine.cleanup);
    const port = new URL(running.url).port;
    const both = runElektraWeb('up', {
      home: machine.home,
      args: ['--port', '0', '--link', 'always', '--elektrad-port', port],
    });
    machine.cleanup.defer(() => both.kill());
    const [, url = ''] = await both.says('stdout', /^clusterd listening on (\S+)$/m);
    expect(both.stdout()).toBe(`clusterd listening on ${url}\n`);
    const [link] = await both.says('stderr', /http:\S+#code=\S+/);

    const client = createClusterdHttp(url, await createToken(link));
    const { items } = await client.call('instances.list', {});
    expect(items).toMatchObject([{ id: 'local', name: 'local', host: `http://localhost:${port}` }]);
    await client.call('keys.set', { id: items[0]!.id, key: 'user:/through', value: 'clusterd' });
    expect(await running.http.value('user:/through')).toBe('clusterd');
  });
});
