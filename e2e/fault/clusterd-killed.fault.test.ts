import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { isConnectionLost } from '#shared/contract/connection-lost.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { createCleanup } from '../fixtures/cleanup.ts';
import { createClusterdHttp, createToken, type ClusterdHttp } from '../fixtures/clusterd-http.ts';
import { startClusterd, type Member, type MemberOptions } from '../fixtures/fleet.ts';
import { createHome } from '../fixtures/home.ts';
import { createRandomChoice } from '../fixtures/random-choice.ts';
import { createSmallDisk } from '../fixtures/small-disk.ts';

const KILLS = 10;
const CREATES = 1000;
/** Nobody listens on port 1: each instance is offline at once, and each has another path, so none is a duplicate. */
const HOST = 'http://127.0.0.1:1';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

/** A clusterd, what it has acknowledged, and what it has refused. */
async function startSeries(options: MemberOptions = {}) {
  const clusterd = await startClusterd(cleanup, options);
  const client = createClusterdHttp(clusterd.url, await createToken(await clusterd.process.signInLink()));
  const acknowledged = new Set<string>();
  let asked = 0;
  const create = async () => {
    const name = `host-${(asked += 1)}`;
    const { id } = await client.call('instances.create', { name, host: `${HOST}/${name}` });
    acknowledged.add(`${id} ${name}`);
  };
  return { clusterd, client, acknowledged, create };
}

async function listed(client: ClusterdHttp): Promise<readonly string[]> {
  const all: string[] = [];
  for (let total = 1; all.length < total;) {
    const page = await client.call('instances.list', { offset: all.length });
    total = page.total;
    all.push(...page.items.map(({ id, name }) => `${id} ${name}`));
  }
  return all;
}

/** At most one create was under way when the process was killed: it may be there although nobody was told so. */
async function expectAllAcknowledged(client: ClusterdHttp, acknowledged: Set<string>, unanswered: number) {
  const stored = await listed(client);
  expect(stored).toEqual(expect.arrayContaining([...acknowledged]));
  expect(stored.length).toBeLessThanOrEqual(acknowledged.size + unanswered);
}

/** Kills while a create is under way, at whatever it has come to. */
async function killDuring(clusterd: Member, create: () => Promise<void>, turns: number): Promise<void> {
  const last = create().catch((error: unknown) => {
    if (!isConnectionLost(error)) throw error;
  });
  for (let turn = 0; turn < turns; turn += 1) await setImmediate();
  await clusterd.process.kill();
  await last;
}

describe(`kill -9 of clusterd during ${CREATES} sequential creates of instances`, () => {
  it(`loses nothing acknowledged, ${KILLS} times`, async () => {
    const random = createRandomChoice();
    const { clusterd, client, acknowledged, create } = await startSeries();
    for (let round = 1; round <= KILLS; round += 1) {
      const until = (round * CREATES) / KILLS - random.between(1, 60);
      while (acknowledged.size < until) await create();
      await killDuring(clusterd, create, random.between(0, 200));
      await clusterd.restart();
      await expectAllAcknowledged(client, acknowledged, round);
    }
    while (acknowledged.size < CREATES) await create();
    await expectAllAcknowledged(client, acknowledged, KILLS);
  });
});

describe('a full disk in the middle of creates', () => {
  it('is refused create by create, and loses nothing acknowledged', async ({ skip }) => {
    const home = await createHome();
    cleanup.defer(() => home.remove());
    const disk = await createSmallDisk(home, 8);
    if (disk === null) {
      process.stderr.write(
        'SKIPPED: a real full disk needs a mount namespace (root, or unshare -rm), which is not allowed here.\n',
      );
      return skip('no mount namespace');
    }
    cleanup.defer(() => disk.remove());
    const random = createRandomChoice();
    const { clusterd, client, acknowledged, create } = await startSeries({
      prefix: disk.prefix,
      dataDir: `${disk.folder}/data`,
    });
    for (let count = random.between(50, 150); count > 0; count -= 1) await create();

    await disk.fill();
    const refusals = await Promise.allSettled(Array.from({ length: 200 }, create));
    const refused = refusals.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every((reason) => isElektraError(reason, 'STORAGE_FAILED'))).toBe(true);
    // What was refused is not there, and what was stored can still be read.
    expect(new Set(await listed(client))).toEqual(acknowledged);

    // Without a restart, once there is space.
    await disk.free();
    for (let count = 50; count > 0; count -= 1) await create();
    expect(new Set(await listed(client))).toEqual(acknowledged);

    // Killed while the disk is full, and started again when it has space.
    await disk.fill();
    await Promise.allSettled(Array.from({ length: 20 }, create));
    await killDuring(clusterd, () => create().catch(ignoreStorageFailed), random.between(0, 50));
    await disk.free();
    await clusterd.restart();
    await expectAllAcknowledged(client, acknowledged, 1);
    for (let count = 50; count > 0; count -= 1) await create();
    await clusterd.restart();
    await expectAllAcknowledged(client, acknowledged, 1);
  });
});

function ignoreStorageFailed(error: unknown): void {
  if (!isElektraError(error, 'STORAGE_FAILED')) throw error;
}
