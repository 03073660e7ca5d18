import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCleanup } from '../fixtures/cleanup.ts';
import { runElektraWeb, startElektraWeb } from '../fixtures/elektra-web-process.ts';
import { startFleetProcess, type FleetProcess } from '../fixtures/fleet-process.ts';
import { createHome, type Home } from '../fixtures/home.ts';

const MEMBERS = 4;
const PORT = 'system:/sw/example/port';

const cleanup = createCleanup();
let home: Home;
let fleet: FleetProcess;
afterEach(() => cleanup.run());

async function elektraWeb(command: string, ...args: readonly string[]) {
  const run = runElektraWeb(command, { home, args });
  const { code } = await run.ended;
  return { code, out: run.stdout(), err: run.stderr() };
}

async function call(operation: string, input: object): Promise<unknown> {
  const { code, out, err } = await elektraWeb('call', operation, JSON.stringify(input));
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out);
}

const valuesOf = async (key: string) => (await fleet.keys()).map((keys) => keys[key]?.value);

// The loopback addresses of the fleet are there on Linux only.
describe.skipIf(process.platform !== 'linux')('the commands about clusters', () => {
  beforeEach(async () => {
    home = await createHome();
    cleanup.defer(() => home.remove());
    fleet = await startFleetProcess(cleanup, { members: MEMBERS });
    const clusterd = await startElektraWeb('serve', { home });
    cleanup.defer(() => clusterd.kill());
    await call('instances.createMany', {
      instances: fleet.hosts.map((host, at) => ({ id: `i${at}`, name: `web-${at}`, host })),
    });
    await call('clusters.create', { id: 'c', name: 'web' });
  });

  it('plan what would change, apply it by its hash, and have nothing to do then', async () => {
    await fleet.put({ [PORT]: { value: '80' } }, [0]);
    const joins = [0, 1, 2].flatMap((at) => ['--join', `web-${at}`]);
    const planned = await elektraWeb('plan', 'web', ...joins, '--set', `${PORT}=8080`);
    expect([planned.code, planned.err]).toEqual([2, '']);
    expect(planned.out).toContain('1 instance: web-0\n');
    expect(planned.out).toContain(`  write  ${PORT}  "80" → "8080"\n`);
    expect(planned.out).toContain('2 instances: web-1, web-2\n');
    expect(await valuesOf(PORT)).toEqual(['80', undefined, undefined, undefined]);

    const [, hash = ''] = /^hash (\S+),/m.exec(planned.out) ?? [];
    const applied = await elektraWeb('apply', 'web', hash, '--note', 'the new port', '--wait', '30');
    expect(applied).toMatchObject({ code: 0, out: expect.stringMatching(/^rollout \d+, 3 instances: 3 applied\n$/) });
    expect(await valuesOf(PORT)).toEqual(['8080', '8080', '8080', undefined]);

    const again = await elektraWeb('plan', 'c', '--set', `${PORT}=8080`, '--json');
    expect(again.code).toBe(0);
    const outdated = await elektraWeb('apply', 'web', hash, '--json');
    expect([outdated.code, outdated.out]).toEqual([1, '']);
    expect(JSON.parse(outdated.err)).toMatchObject({ error: { code: 'PLAN_OUTDATED' } });
  });

  it('apply at once what a file says, and end with 2 while an instance is away', async () => {
    const file = home.path('edits.json');
    await writeFile(file, JSON.stringify([{ kind: 'join', instanceIds: ['i0', 'i1'] }]));
    await fleet.behave('down', [1]);
    const { code, out } = await elektraWeb(
      'plan',
      'web',
      '--file',
      file,
      '--set',
      `${PORT}=1`,
      '--apply',
      '--wait',
      '5',
    );
    expect(code).toBe(2);
    expect(out).toMatch(/^rollout \d+, 2 instances: 1 applied, 1 pending\n {2}web-1 {2}pending {2}\S/);
    expect(await valuesOf(PORT)).toEqual(['1', undefined, undefined, undefined]);
  });

  it('show what somebody changed on a host, and put it right or accept it', async () => {
    await elektraWeb(
      'plan',
      'web',
      '--join',
      'web-0',
      '--join',
      'web-1',
      '--set',
      `${PORT}=1`,
      '--apply',
      '--wait',
      '30',
    );
    expect(await elektraWeb('diff', 'web')).toMatchObject({ code: 0, out: '2 instances compared, 0 differ\n' });
    await fleet.put({ [PORT]: { value: '2' } }, [1]);
    const found = await elektraWeb('diff', 'web', 'web-1');
    expect(found).toMatchObject({ code: 2, err: '' });
    expect(found.out).toContain(`web-1\n  ${PORT}  "1" → "2"\n`);
    expect(await elektraWeb('drift')).toMatchObject({ code: 2, out: expect.stringContaining(PORT) });

    expect(await elektraWeb('drift', 'web', '--reapply', '--wait', '30')).toMatchObject({ code: 0 });
    expect(await valuesOf(PORT)).toEqual(['1', '1', undefined, undefined]);
    await fleet.put({ [PORT]: { value: '3' } }, [1]);
    const checked = await elektraWeb('drift', 'web', '--check', '--json');
    expect(checked.code).toBe(2);
    expect(JSON.parse(checked.out)).toMatchObject({
      compared: 2,
      instances: [{ instanceId: 'i1', keys: [{ key: PORT }] }],
    });
    expect(await elektraWeb('drift', 'web', '--accept', PORT, '--wait', '30')).toMatchObject({ code: 0 });
    expect(await valuesOf(PORT)).toEqual(['3', '3', undefined, undefined]);
  });

  it('end with 1 on what a member refuses, in its words', async () => {
    await fleet.behave('reject', [0]);
    const { code, out } = await elektraWeb('plan', 'web', '--join', 'web-0', '--set', `${PORT}=99`, '--apply');
    expect(code).toBe(1);
    expect(out).toContain('rejected');
    expect(out).toContain('not within range 1-10');
  });
});
