import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Agent, fetch as undiciFetch } from 'undici';
import { StartRefused } from '#shared/errors/start-refused.ts';

/**
 * A `fetch` for a clusterd of the same machine. It trusts exactly the certificate which that clusterd shows, under whatever name it is reached: it may be
 * self-signed, or made for the name that browsers use. Null: no TLS.
 */
export async function fetchTrusting(certificateFile: string | null): Promise<typeof undiciFetch> {
  if (certificateFile === null) return undiciFetch;
  const ca = await readFile(certificateFile, 'utf8');
  return fetchOver(new Agent({ connect: { ca, allowPartialTrustChain: true, checkServerIdentity: () => undefined } }));
}

/** A `fetch` that trusts the certificates of a PEM file and no others, under the names they are made for. @throws StartRefused */
export async function fetchTrustingAuthority(file: string): Promise<typeof undiciFetch> {
  return fetchOver(new Agent({ connect: { ca: await readCertificates(file), allowPartialTrustChain: true } }));
}

async function readCertificates(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    // Throws when the first one cannot be read.
    void new X509Certificate(text);
    return text;
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new StartRefused(`The file of --ca holds no certificate in PEM form that can be read: ${file}${reason}`, {
      cause,
    });
  }
}

function fetchOver(dispatcher: Agent): typeof undiciFetch {
  return (input, init) => undiciFetch(input, { ...init, dispatcher });
}
