import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartRefused } from '#shared/errors/start-refused.ts';

/** The page for every address of the client, with a nonce made for this answer. */
export type ClientPage = () => { readonly html: string; readonly nonce: string };

/** The page's name in the folder of the built client. */
export const PAGE = 'index.html';
const BASE_PLACEHOLDER = '__BASE_HREF__';
const NONCE_PLACEHOLDER = '__CSP_NONCE__';

/** @throws StartRefused when the folder holds no built client. */
export async function openClientPage(folder: string, basePath: string): Promise<ClientPage> {
  const file = join(folder, PAGE);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new StartRefused(`The web interface is not built: ${file} is missing. Run: npm run build`, { cause: error });
  });
  const pieces = text.replaceAll(BASE_PLACEHOLDER, `${basePath}/`).split(NONCE_PLACEHOLDER);
  return () => {
    const nonce = randomBytes(18).toString('base64url');
    return { html: pieces.join(nonce), nonce };
  };
}
