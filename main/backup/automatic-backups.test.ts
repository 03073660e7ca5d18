import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDataFile, writeDataFile } from '../adapters/nedb/read-data-file.ts';
import type { BackupsState } from '#shared/clusterd/backups.ts';
import type { DocumentStore } from '../clusterd/ports.ts';
import { SELF_ID } from '../clusterd/registry-image/summary.ts';
import { CURRENT_SCHEMA } from '../clusterd/registry/schema.ts';
import { createFakeClock, type FakeClock } from '../clusterd/testing/fake-clock.ts';
import { createMemoryDocumentStore } from '../clusterd/testing/memory-document-store.ts';
import { createMemorySecrets } from '../clusterd/testing/memory-secrets.ts';
import { createSilentLog } from '../clusterd/testing/silent-log.ts';
import { createAutomaticBackups, type AutomaticBackups } from './automatic-backups.ts';
import type { BackupWork } from './backup-work.ts';
import { readBackup } from './read-backup.ts';
import { restoreBackup } from './restore-backup.ts';
import { workHere } from './work-here.ts';
import { registryFile } from './write-backup.ts';
import { until } from '#shared/testing/until.ts';

const HOUR = 60 * 60_000;
const { signal } = new AbortController();

let directory: string;
let clock: FakeClock;
let store: DocumentStore;
let backups: AutomaticBackups;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'automatic-backups-'));
  clock = createFakeClock();
  await writeDataFile(registryFile(directory), [{ _id: 'meta/schema', version: CURRENT_SCHEMA }]);
  await written(0);
  store = await storeOf('own');
  backups = open();
});
afterEach(async () => {
  await backups.stop();
  await rm(directory, { recursive: true });
});

const open = (work: BackupWork = workHere, of = store, at = directory) => {
  const product = { name: 'elektra-web', version: '1' };
  return createAutomaticBackups({ directory: at, store: of, product, work, clock, log: createSilentLog() });
};
const storeOf = async (id: string) => {
  const made = createMemoryDocumentStore();
  await made.put({ _id: SELF_ID, id, formerIds: [] });
  return made;
};
const made = async () => (await readdir(join(directory, 'backups')).catch(() => [])).sort();
/** When the registry was written last. */
const written = (ms: number) => utimes(registryFile(directory), ms / 1000, ms / 1000);
/** Lets time pass until it has looked again; what it does with files is waited for. */
const hours = async (count: number) => {
  for (let hour = 0; hour < count; hour += 1) {
    clock.advance(HOUR);
    await until(() => expect(clock.waiting).toBe(1), 1);
  }
};

describe('automatic backups', () => {
  it('are made daily, and seven are kept', async () => {
    backups.start();
    await hours(1);
    const [first = ''] = await made();
    await hours(20);
    expect(await made()).toEqual([first]);
    await hours(24 * 8);
    expect(await made()).toHaveLength(7);
    expect(await made()).not.toContain(first);
    const file = join(directory, 'backups', (await made()).at(-1) ?? '');
    expect(await readBackup({ file, passphrase: null, work: workHere, signal })).toMatchObject({ withSecrets: false });
    const heir = { id: 'heir', now: 0, force: true, passphrase: null, secrets: createMemorySecrets() };
    await restoreBackup({ ...heir, directory, file, work: workHere, signal });
    expect(await readDataFile(registryFile(directory))).toContainEqual({
      _id: 'self/clusterd',
      id: 'heir',
      formerIds: [],
    });
  });

  it('are not made again by another start on the same day', async () => {
    backups.start();
    await hours(1);
    await backups.stop();
    backups = open();
    backups.start();
    await hours(3);
    expect(await made()).toHaveLength(1);
  });

  it('wait until nothing is written, but not for ever', async () => {
    backups.start();
    for (let look = 0; look < 25 && (await made()).length === 0; look += 1) {
      await written(clock.now() + 60_000);
      clock.advance(look === 0 ? 60_000 : 30_000);
      await until(() => expect(clock.waiting).toBe(1), 1);
      if (look === 15) expect(await made()).toEqual([]);
    }
    expect(await made()).toHaveLength(1);
  });

  it('are made daily again when the clock was wrong for a while, and the one of the future goes first', async () => {
    clock.advance(400 * 24 * HOUR);
    backups.start();
    await hours(1);
    await backups.stop();
    const [future = ''] = await made();
    clock = createFakeClock();
    backups = open();
    backups.start();
    await hours(1);
    expect(await made()).toHaveLength(2);
    await hours(5);
    expect(await made()).toHaveLength(2);
    await hours(24 * 7);
    expect(await made()).toHaveLength(7);
    expect(await made()).not.toContain(future);
  });

  it('take no older one’s place unless they can be read', async () => {
    const broken: BackupWork = {
      ...workHere,
      async write(task, host, aborted) {
        const written = await workHere.write(task, host, aborted);
        if (isBroken) await writeFile(task.file, (await readFile(task.file)).subarray(0, 60));
        return written;
      },
    };
    let isBroken = false;
    backups = open(broken);
    backups.start();
    await hours(24 * 7);
    const before = await made();
    expect(before).toHaveLength(7);
    isBroken = true;
    await hours(30);
    expect(await made()).toEqual(before);
  });

  it('remove what was left unfinished, not what may still be written', async () => {
    await mkdir(join(directory, 'backups'));
    const names = ['daily-2026-01-01T00-00-00-own.jsonl.gz.0123abcd.writing', 'mine.0123abcd.writing'];
    const soon = (clock.now() + HOUR) / 1000;
    for (const name of names) {
      await writeFile(join(directory, 'backups', name), '');
      await utimes(join(directory, 'backups', name), soon, soon);
    }
    backups.start();
    await hours(1);
    expect(await made()).toEqual(expect.arrayContaining(names));
    await hours(25);
    expect((await made()).filter((name) => name.endsWith('.writing'))).toEqual([names[1]]);
  });

  it('are tried again after a failure, which is told until one is made', async () => {
    const folder = join(directory, 'backups');
    const told: BackupsState[] = [];
    backups.onChange((state) => told.push(state));
    await writeFile(folder, 'in the way');
    expect(await backups.state()).toEqual({ folder, last: null, failure: null, nextAt: null });
    backups.start();
    await hours(1);
    await until(() => expect(told).toHaveLength(1), 1);
    const at = clock.now();
    expect(told[0]).toMatchObject({ last: null, failure: { at, occasion: 'daily', reason: 'no-folder' } });
    expect(told[0]?.nextAt).toBe(at + HOUR);
    expect(told[0]?.failure?.message).toContain(`${folder} is no folder`);
    await rm(folder);
    await hours(1);
    expect(await made()).toHaveLength(1);
    await until(() => expect(told).toHaveLength(2), 1);
    const [name = ''] = await made();
    expect(told[1]).toMatchObject({ last: { file: join(folder, name), madeAt: clock.now() }, failure: null });
    expect(told[1]?.nextAt).toBe(clock.now() + 24 * HOUR);
    expect(told[1]?.last?.size).toBeGreaterThan(50);
  });

  it('that failed are made when somebody says so, and none beyond those that are due', async () => {
    await writeFile(join(directory, 'backups'), 'in the way');
    expect((await backups.retry()).failure?.reason).toBe('no-folder');
    await rm(join(directory, 'backups'));
    const states = await Promise.all([backups.retry(), backups.retry(), backups.retry()]);
    for (const state of states) expect(state).toMatchObject({ failure: null, last: { madeAt: clock.now() } });
    expect(await made()).toHaveLength(1);
  });

  it('that failed before an upgrade are told as well, and made up for by a daily one', async () => {
    await writeFile(join(directory, 'backups'), 'in the way');
    await store.put({ _id: 'meta/schema', version: CURRENT_SCHEMA - 1 });
    await backups.beforeUpgrade();
    expect((await backups.state()).failure).toMatchObject({ occasion: 'before-upgrade', reason: 'no-folder' });
    await rm(join(directory, 'backups'));
    backups.start();
    await hours(1);
    expect((await backups.state()).failure).toBeNull();
  });

  it('of two clusterds that share a folder do not count or remove each other’s', async () => {
    const other = join(directory, 'other');
    await mkdir(join(directory, 'backups'));
    await mkdir(other);
    await symlink(join(directory, 'backups'), join(other, 'backups'));
    await copyFile(registryFile(directory), registryFile(other));
    await utimes(registryFile(other), 0, 0);
    backups.start();
    await hours(24 * 8);
    const first = await made();
    expect(first).toHaveLength(7);
    await backups.stop();
    backups = open(workHere, await storeOf('another'), other);
    backups.start();
    await hours(24 * 8);
    const both = await made();
    expect(both).toEqual(expect.arrayContaining(first));
    expect(both.filter((name) => name.endsWith('-another.jsonl.gz'))).toHaveLength(7);
    const { last } = await backups.state();
    expect(last?.file.endsWith('-another.jsonl.gz')).toBe(true);
  });

  it('are made before an upgrade of the schema, and then only; three are kept, and a person’s files', async () => {
    await backups.beforeUpgrade();
    await store.put({ _id: 'meta/schema', version: CURRENT_SCHEMA });
    await backups.beforeUpgrade();
    expect(await made()).toEqual([]);
    await mkdir(join(directory, 'backups'));
    await writeFile(join(directory, 'backups', 'mine.gz'), '');
    await store.put({ _id: 'meta/schema', version: CURRENT_SCHEMA - 1 });
    for (let each = 0; each < 5; each += 1) {
      clock.advance(1000);
      await backups.beforeUpgrade();
    }
    expect((await made()).filter((name) => name.startsWith('before-upgrade-'))).toHaveLength(3);
    expect(await made()).toContain('mine.gz');
  });
});
