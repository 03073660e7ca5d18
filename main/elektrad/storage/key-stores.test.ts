import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyStoreConformance } from '../testing/key-store-conformance.ts';
import { openLmdbKeyStore } from './lmdb-key-store.ts';
import { createMemoryKeyStore } from './memory-key-store.ts';

keyStoreConformance('memory', async () => ({ store: createMemoryKeyStore(), remove: async () => undefined }));

keyStoreConformance('lmdb', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'elektra-keys-'));
  return { store: await openLmdbKeyStore({ directory }), remove: () => rm(directory, { recursive: true }) };
});
