import { readFile } from 'node:fs/promises';
import { clusterdContract, type ClusterdContract } from '#shared/clusterd/contract.ts';
import { createClient, type Client, type Send } from '#shared/contract/client.ts';
import { createHttpSend } from '#shared/contract/http-client.ts';
import type { HttpFetch } from '#shared/contract/http-fetch.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { fetch as undiciFetch } from 'undici';
import { staysPrivate } from '../loopback.ts';
import { readLocalAccess } from '../platform/local-access.ts';
import { orRefuse } from '../refused.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { fetchTrusting, fetchTrustingAuthority } from './fetch-trusting.ts';
import { clusterdDirectory } from './server-options.ts';

/** A running clusterd, as a command talks to it. */
export interface Connection {
  readonly url: string;
  readonly send: Send;
  readonly client: Client<ClusterdContract>;
}

interface Way {
  readonly url: string;
  readonly token: string | null;
  readonly fetch: HttpFetch;
}

/** Finds out where clusterd is and with which token it is asked; nothing is sent yet. @throws StartRefused */
export async function connect(options: ConnectionOptions): Promise<Connection> {
  const { url, token, fetch } = await wayTo(options);
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const send = createHttpSend(clusterdContract, { baseUrl: url, fetch, headers });
  return { url, send, client: createClient<ClusterdContract>(send) };
}

async function wayTo(options: ConnectionOptions): Promise<Way> {
  const token = await tokenOf(options);
  if (options.url === undefined) return wayToLocal(options, token);
  const url = checkedUrl(options.url);
  const fetch = options.ca === undefined ? undiciFetch : await fetchTrustingAuthority(options.ca);
  if (token !== null && !options.insecure && !staysPrivate(url)) {
    throw new StartRefused(
      `The token would go over the network in the clear to ${url.href}. Use https, or say --insecure.`,
    );
  }
  return { url: url.href, token, fetch };
}

/** The token of the data directory is for the clusterd that wrote it there, and is sent to no other address. */
async function wayToLocal(options: ConnectionOptions, token: string | null): Promise<Way> {
  const directory = clusterdDirectory(options);
  const local = await orRefuse(readLocalAccess(directory));
  if (local === null) {
    throw new StartRefused(
      `No clusterd runs on ${directory}. Start it with "elektra-web up" or "serve", or name another one with --url and --token-file.`,
    );
  }
  return { url: local.url, token: token ?? local.token, fetch: await orRefuse(fetchTrusting(local.certificateFile)) };
}

function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const fits = url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
  if (fits && url.username === '' && url.password === '') return url;
  throw new StartRefused(
    `--url is "${text}". Write it like https://fleet.example.org or http://localhost:33334/elektra.`,
  );
}

async function tokenOf({ token, tokenFile }: ConnectionOptions): Promise<string | null> {
  if (token !== undefined && tokenFile !== undefined) {
    throw new StartRefused(
      'A token is given twice: by --token (ELEKTRA_WEB_TOKEN) and by --token-file (ELEKTRA_WEB_TOKEN_FILE). Leave one out.',
    );
  }
  if (tokenFile !== undefined)
    return checkedToken(await readToken(tokenFile), `The file of --token-file (${tokenFile})`);
  return token === undefined ? null : checkedToken(token, '--token');
}

async function readToken(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new StartRefused(`The file of --token-file cannot be read: ${file} (${reason})`, { cause });
  }
}

function checkedToken(text: string, place: string): string {
  const token = text.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new StartRefused(`${place} holds no access token: one word of letters, digits and signs.`);
}
