import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { clientFile, type ClientFile } from './client-file.ts';

/** The built client: what its folder held when the server started. Nothing else of the disk can be asked for. */
export interface ClientFiles {
  /** `path`: below the base path without its first slash, percent-decoded. */
  file(path: string): ClientFile | undefined;
  /** The page for every address of the client, with a nonce made for this answer. */
  page(): { readonly html: string; readonly nonce: string };
}

const PAGE = 'index.html';
const BASE_PLACEHOLDER = '__BASE_HREF__';
const NONCE_PLACEHOLDER = '__CSP_NONCE__';

/** @throws StartRefused when the folder holds no built client. */
export async function openClientFiles(folder: string, basePath: string): Promise<ClientFiles> {
  const files = new Map<string, ClientFile>();
  for (const name of await namesIn(folder)) {
    if (name !== PAGE) files.set(name, clientFile(name, await readFile(join(folder, name))));
  }
  const template = (await readFile(join(folder, PAGE), 'utf8')).replaceAll(BASE_PLACEHOLDER, `${basePath}/`);
  const pieces = template.split(NONCE_PLACEHOLDER);
  return {
    file: (path) => files.get(path),
    page() {
      const nonce = randomBytes(18).toString('base64url');
      return { html: pieces.join(nonce), nonce };
    },
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  if (names.includes(PAGE)) return names;
  throw new StartRefused(`The web interface is not built: ${join(folder, PAGE)} is missing. Run: npm run build`);
}
