import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostname, userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { ClusterdServerOptions } from '../clusterd-server.ts';
import type { ElektradServerOptions } from '../elektrad-server.ts';
import type { ListenAt } from '../listen-at.ts';
import { isInTheClear, isLoopback } from '../loopback.ts';
import type { StartChild } from '../platform/own-child.ts';
import { dataDirectory } from '../platform/paths.ts';
import { PRODUCT } from '../product.ts';
import { parseSingleInstance } from './single-instance.ts';
import type {
  ClusterdCommandOptions,
  CommonOptions,
  ElektradCommandOptions,
  ListenOptions,
  UpOptions,
} from './options.ts';

const LOOPBACK = '127.0.0.1';

/** @throws StartRefused when the options would let in people they should not. */
export async function clusterdServerOptions(options: ClusterdCommandOptions): Promise<ClusterdServerOptions> {
  const { host, auth, insecure, trustedProxy } = options;
  if (!auth && !isLoopback(host)) {
    throw new StartRefused(
      '--no-auth would let everybody on the network in. It works on a loopback address only (leave --host out).',
    );
  }
  const listen = await listenAt(options, options.port);
  if (isInTheClear(listen) && !insecure && trustedProxy.length === 0) throw inTheClear(host);
  return {
    ...listen,
    directory: clusterdDirectory(options),
    rendererDirectory: fileURLToPath(new URL('../renderer/', import.meta.url)),
    product: PRODUCT,
    owner: `${userInfo().username}@${hostname()}`,
    open: !auth,
    trustedProxies: trustedProxy,
    single: options.instance === undefined ? null : parseSingleInstance(options.instance),
    secrets: secretsOptions(options),
  };
}

export function secretsOptions({
  startChild,
  ...options
}: Pick<ClusterdCommandOptions, 'secrets' | 'secretsKeyFile'> & {
  /** Put among the options by `runProgram`. */
  readonly startChild?: StartChild;
}): ClusterdServerOptions['secrets'] {
  return {
    ...(startChild === undefined ? {} : { startChild }),
    wanted: options.secrets,
    keyFile: options.secretsKeyFile ?? null,
    environmentKey: process.env.ELEKTRA_WEB_SECRETS_KEY,
  };
}

/** @throws StartRefused */
export async function elektradServerOptions(options: ElektradCommandOptions): Promise<ElektradServerOptions> {
  const { host, insecure, elektradTokenFile } = options;
  const listen = await listenAt(options, options.elektradPort);
  const token =
    elektradTokenFile === undefined ? null : (await readOption('--elektrad-token-file', elektradTokenFile)).trim();
  if (token === '') throw new StartRefused(`The file of --elektrad-token-file is empty: ${elektradTokenFile}`);
  if (!isLoopback(host) && !insecure && (listen.tls === null || token === null)) {
    throw new StartRefused(
      `An elektrad on ${host} can be read and written by everybody who reaches it. Give it --tls-cert, --tls-key and --elektrad-token-file, or say --insecure.`,
    );
  }
  return { ...listen, directory: elektradDirectory(options), product: PRODUCT, token, kdb: options.kdb ?? null };
}

/** The elektrad that belongs to a clusterd of the same machine: on loopback, whatever clusterd itself listens on. */
export async function localElektradOptions(
  options: Pick<UpOptions, 'dataDir' | 'elektradPort' | 'kdb'>,
): Promise<ElektradServerOptions> {
  return {
    host: LOOPBACK,
    port: options.elektradPort,
    tls: null,
    allowedHosts: [],
    basePath: '/',
    directory: elektradDirectory(options),
    product: PRODUCT,
    token: null,
    kdb: options.kdb ?? null,
  };
}

export function clusterdDirectory(options: Pick<CommonOptions, 'dataDir'>): string {
  return join(options.dataDir ?? dataDirectory(), 'clusterd');
}

/** An elektrad over kdb keeps no keys there, so that ours can run beside it. */
export function elektradDirectory(
  options: Pick<CommonOptions, 'dataDir'> & Pick<ElektradCommandOptions, 'kdb'>,
): string {
  return join(options.dataDir ?? dataDirectory(), options.kdb === undefined ? 'elektrad' : 'elektrad-kdb');
}

async function listenAt(options: ListenOptions, port: number): Promise<ListenAt> {
  const { host, tlsCert, tlsKey, allowedHost, basePath } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new StartRefused('TLS needs both --tls-cert and --tls-key.');
  }
  const tls = tlsCert === undefined || tlsKey === undefined ? null : { certFile: tlsCert, keyFile: tlsKey };
  return { host, port, tls, allowedHosts: allowedHost, basePath };
}

function inTheClear(host: string): StartRefused {
  return new StartRefused(
    `Tokens would go over the network in the clear on ${host}. Give --tls-cert and --tls-key, or --trusted-proxy for a proxy with TLS in front, or say --insecure.`,
  );
}

async function readOption(flag: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new StartRefused(`The file of ${flag} cannot be read: ${file} (${(cause as NodeJS.ErrnoException).code})`, {
      cause,
    });
  }
}
