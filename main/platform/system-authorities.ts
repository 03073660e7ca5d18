import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

/** Where distributions of Linux keep the bundle of all authorities, the administrator's own among them (as Go's crypto/x509 looks for it). */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What this system trusts, with what its administrator has added, as PEM texts of any number of certificates. On Linux that is `SSL_CERT_FILE` or the
 * distribution's bundle; elsewhere the stores of the system, where the runtime can read them (`tls.getCACertificates`, Node 22.15). What
 * `NODE_EXTRA_CA_CERTS` names is added, because explicit authorities replace what Node has read of it.
 */
export async function systemAuthorities(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
  stores = STORES,
): Promise<readonly string[]> {
  const extra = await firstOf([environment['NODE_EXTRA_CA_CERTS']]);
  const bundle = platform === 'linux' ? await firstOf([environment['SSL_CERT_FILE'], ...BUNDLES]) : [];
  return [...extra, ...(bundle.length > 0 ? bundle : await inThread(stores))];
}

async function firstOf(files: readonly (string | undefined)[]): Promise<readonly string[]> {
  for (const file of files) {
    if (file === undefined || file === '') continue;
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      // Which of the places exist differs from system to system, and what cannot be read is not trusted.
      if (error instanceof Error && 'code' in error) return null;
      throw error;
    });
    if (text !== null) return [text];
  }
  return [];
}

/** Of the stores of the system. One line needs no program of its own beside the archive. */
const STORES = "require('node:tls').getCACertificates?.('system') ?? []";

/** In a thread: the systems take up to some hundred milliseconds. Rejects with what reading them throws. */
async function inThread(expression: string): Promise<readonly string[]> {
  const thread = new Worker(`require('node:worker_threads').parentPort.postMessage(${expression})`, { eval: true });
  try {
    const certificates: unknown = (await once(thread, 'message'))[0];
    return Array.isArray(certificates) ? certificates.filter((each) => typeof each === 'string') : [];
  } finally {
    await thread.terminate();
  }
}
