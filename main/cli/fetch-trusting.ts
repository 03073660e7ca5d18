import { readFile } from 'node:fs/promises';
import { Agent, fetch as undiciFetch } from 'undici';

/**
 * A `fetch` for a clusterd of the same machine. It trusts exactly the certificate which that clusterd shows, under whatever name it is reached: it may be
 * self-signed, or made for the name that browsers use. Null: no TLS.
 */
export async function fetchTrusting(certificateFile: string | null): Promise<typeof undiciFetch> {
  if (certificateFile === null) return undiciFetch;
  const ca = await readFile(certificateFile, 'utf8');
  const connect = { ca, allowPartialTrustChain: true, checkServerIdentity: () => undefined };
  const dispatcher = new Agent({ connect });
  return (input, init) => undiciFetch(input, { ...init, dispatcher });
}
