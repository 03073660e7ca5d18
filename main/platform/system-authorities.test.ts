import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { furtherCertificates } from './pem-certificates.ts';
import { systemAuthorities } from './system-authorities.ts';

const [FIRST = '', SECOND = ''] = rootCertificates;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elektra-web-authorities-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('are those of the file that the environment names, and of the one that Node takes besides', async () => {
  const files = { SSL_CERT_FILE: join(folder, 'all.pem'), NODE_EXTRA_CA_CERTS: join(folder, 'extra.pem') };
  await writeFile(files.SSL_CERT_FILE, FIRST);
  await writeFile(files.NODE_EXTRA_CA_CERTS, SECOND);
  expect(await systemAuthorities(files, 'linux')).toEqual([SECOND, FIRST]);
});

it('that cannot be read are none, and the next place counts', async () => {
  const nowhere = { SSL_CERT_FILE: folder, NODE_EXTRA_CA_CERTS: join(folder, 'gone.pem') };
  expect(await systemAuthorities(nowhere, 'linux')).toEqual(await systemAuthorities({}, 'linux'));
});

it('are on other systems those of their stores, which are read in a thread', async () => {
  const stores = `[require('node:worker_threads').isMainThread, ${JSON.stringify(FIRST)}]`;
  expect(await systemAuthorities({}, 'darwin', stores)).toEqual([FIRST]);
  await expect(systemAuthorities({}, 'darwin', 'locked()')).rejects.toThrow('locked is not defined');
  await expect(systemAuthorities({}, 'darwin')).resolves.toBeInstanceOf(Array);
});

it('count once, without what is known already and what is no certificate', () => {
  const wrapped = FIRST.replaceAll('\n', '\r\n');
  const broken = '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----';
  expect(furtherCertificates([`${wrapped}\n${FIRST}\n${broken}\n${SECOND}`], [SECOND])).toEqual([wrapped]);
  expect(furtherCertificates([], [])).toEqual([]);
});
