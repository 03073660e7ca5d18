import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeBackupFile } from '../adapters/backup/backup-file.ts';
import { readDataFile, writeDataFile } from '../adapters/nedb/read-data-file.ts';
import { CURRENT_SCHEMA } from '../clusterd/registry/schema.ts';
import { createMemorySecrets } from '../clusterd/testing/memory-secrets.ts';
import { needsPassphrase } from './data-file-as-backup.ts';
import { withoutPutAside } from './put-aside-registry.ts';
import { readBackup } from './read-backup.ts';
import { restoreBackup } from './restore-backup.ts';
import { workHere } from './work-here.ts';
import { registryFile } from './write-backup.ts';

const { signal } = new AbortController();
const OLD = 'instance/web/credentials/old';
const NEW = 'instance/web/credentials/new';

let directory: string;
let secrets: ReturnType<typeof createMemorySecrets>;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'put-aside-'));
  secrets = createMemorySecrets();
  await secrets.set(OLD, 'sesame');
  await writeDataFile(registryFile(directory), registryOf('old'));
  const header = { product: { name: 'x', version: '1' }, madeAt: 0, secrets: true, registry: {} };
  const content = { header, documents: registryOf('new'), secrets: new Map([[NEW, 'open']]) };
  await writeBackupFile(join(directory, 'backup'), content, null, () => undefined);
});
afterEach(() => rm(directory, { recursive: true }));

const registryOf = (name: string) => [
  { _id: 'meta/schema', version: CURRENT_SCHEMA },
  { _id: 'self/clusterd', id: name, formerIds: [] },
  { _id: 'instance/web', credentialsId: name, seen: {}, marker: {} },
];

const restore = (file: string, id: string) =>
  restoreBackup({
    ...{ directory, file, id, now: Date.parse('2026-01-01'), force: true, passphrase: null, secrets, work: workHere },
    signal,
  });

describe('a registry that a restore has put aside', () => {
  it('keeps its secrets from whoever removes what no record names, and is restored like a backup', async () => {
    const { aside } = await restore(join(directory, 'backup'), 'heir');
    const seen = await withoutPutAside(directory, secrets);
    expect(await seen.names()).toEqual([NEW]);
    await seen.remove(OLD);
    expect(await seen.get(OLD)).toBe('sesame');

    const file = aside ?? '';
    expect(await needsPassphrase(file)).toBe(false);
    const about = await readBackup({ file, passphrase: null, work: workHere, signal });
    expect(about).toMatchObject({ product: null, clusterdId: 'old', instances: 1 });
    await rm(registryFile(directory));
    expect(await restore(file, 'again')).toMatchObject({ missing: [], lost: [] });
    const self = { _id: 'self/clusterd', id: 'again', formerIds: ['old'] };
    expect(await readDataFile(registryFile(directory))).toContainEqual(self);
  });

  it('gives its secrets up when it is removed', async () => {
    const { aside } = await restore(join(directory, 'backup'), 'heir');
    await rm(aside ?? '');
    const seen = await withoutPutAside(directory, secrets);
    expect([...(await seen.names())].sort()).toEqual([NEW, OLD]);
    await seen.remove(OLD);
    expect(await secrets.get(OLD)).toBeNull();
  });

  it('stops a start that cannot tell which secrets are its', async () => {
    await restore(join(directory, 'backup'), 'heir');
    const list = (await readdir(directory)).find((name) => name.endsWith('.secrets')) ?? '';
    await writeFile(join(directory, list), '[');
    await expect(withoutPutAside(directory, secrets)).rejects.toThrow('Remove it together with that registry');
  });
});

it('what is neither a backup nor a registry is refused as that', async () => {
  const file = join(directory, 'package.json');
  await writeFile(file, '{\n  "name": "x"\n}\n');
  await expect(readBackup({ file, passphrase: null, work: workHere, signal })).rejects.toMatchObject({
    name: 'StartRefused',
    message: expect.stringContaining('is no backup'),
  });
});
