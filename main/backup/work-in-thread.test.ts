import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { writeDataFile } from '../adapters/nedb/read-data-file.ts';
import { CURRENT_SCHEMA } from '../clusterd/registry/schema.ts';
import { bundleForChild } from '../testing/bundle-for-child.ts';
import { readBackup } from './read-backup.ts';
import { workInThread } from './work-in-thread.ts';
import { registryFile, writeBackup, type BackupToWrite } from './write-backup.ts';

let program: string;
let directory: string;
beforeAll(async () => {
  program = await bundleForChild(fileURLToPath(new URL('./backup-worker.ts', import.meta.url)));
});
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'backup-thread-'));
  const instance = { _id: 'instance/web', credentialsId: 'x' };
  await writeDataFile(registryFile(directory), [{ _id: 'meta/schema', version: CURRENT_SCHEMA }, instance]);
});
afterEach(() => rm(directory, { recursive: true }));

const { signal } = new AbortController();
const toWrite = (more: Partial<BackupToWrite> = {}): BackupToWrite => ({
  ...{ directory, file: join(directory, 'backup'), passphrase: 'correct horse', workFactor: 4 },
  ...{ product: { name: 'elektra-web', version: '1' }, now: 7, replace: false },
  ...{ secrets: { get: async (name) => (name === 'instance/web/credentials/x' ? 'sesame' : null) } },
  ...{ work: workInThread(program), signal, ...more },
});

describe('the work of a backup in a thread', () => {
  it('is the same, with its secrets and its progress', async () => {
    const told: number[] = [];
    const written = await writeBackup(toWrite({ report: (done, total) => told.push(done / total) }));
    expect(written).toMatchObject({ missing: [], about: { instances: 1, withSecrets: true } });
    expect(told.at(-1)).toBe(1);
    const about = await readBackup({
      file: join(directory, 'backup'),
      passphrase: 'correct horse',
      work: workInThread(program),
      signal,
    });
    expect(about).toEqual(written.about);
  });

  it('lets everything else go on while the passphrase is stretched', async () => {
    let isWriting = true;
    const writing = writeBackup(toWrite({ workFactor: 16 })).finally(() => (isWriting = false));
    let turns = 0;
    for (; isWriting; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    await writing;
    // Done here, it takes some dozen turns, one of them as long as all the computing.
    expect(turns).toBeGreaterThan(1000);
  });

  it('leaves nothing behind when it is given up, or refused', async () => {
    const abort = new AbortController();
    const secrets = { get: async () => (abort.abort(), null) };
    await expect(writeBackup(toWrite({ secrets, signal: abort.signal }))).rejects.toMatchObject({
      name: 'CancelledError',
    });
    const failing = { get: () => Promise.reject(new ElektraError('STORAGE_FAILED', 'The keychain is locked.')) };
    await expect(writeBackup(toWrite({ secrets: failing }))).rejects.toThrow('The keychain is locked.');
    await expect(writeBackup(toWrite({ passphrase: 'short' }))).rejects.toThrow('at least 10 characters');
    expect(await readdir(directory)).toEqual(['registry.db']);
    const nowhere = join(directory, 'none', 'backup');
    await expect(writeBackup(toWrite({ file: nowhere }))).rejects.toThrow(
      'is not there. Make it, or choose another one.',
    );
  });
});
