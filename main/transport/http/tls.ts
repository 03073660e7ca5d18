import { readFile } from 'node:fs/promises';
import { unwatchFile, watchFile } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { TransportLog } from '../transport-log.ts';

/** PEM files: the certificate with its chain, and its key without a passphrase. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A certificate and its key, read again when their files change, so that a renewal needs no restart. */
export interface Tls {
  current(): SecureContextOptions;
  onChange(listener: (context: SecureContextOptions) => void): void;
  close(): void;
}

const LOOK_EVERY_MS = 60_000;

/** @throws StartRefused when a file cannot be read or the two do not belong together. */
export async function openTls(files: TlsFiles, log: TransportLog, lookEvery = LOOK_EVERY_MS): Promise<Tls> {
  const listeners: ((context: SecureContextOptions) => void)[] = [];
  const names = [files.certFile, files.keyFile];
  let context = await readContext(files);

  async function reread(): Promise<void> {
    try {
      context = await readContext(files);
      for (const listener of listeners) listener(context);
      log.info({ certFile: files.certFile }, 'the TLS certificate was read again');
    } catch (error) {
      log.warn({ err: error }, 'the changed TLS files cannot be used, the ones read before stay');
    }
  }

  // Polled, since a watch on a file ends with the file, and renewals replace it.
  for (const name of names) watchFile(name, { interval: lookEvery, persistent: false }, () => void reread());
  return {
    current: () => context,
    onChange: (listener) => void listeners.push(listener),
    close: () => names.forEach((name) => unwatchFile(name)),
  };
}

async function readContext({ certFile, keyFile }: TlsFiles): Promise<SecureContextOptions> {
  const context = { cert: await readPem('certificate', certFile), key: await readPem('key', keyFile) };
  try {
    createSecureContext(context);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartRefused(
      `The TLS certificate ${certFile} and the key ${keyFile} cannot be used together: ${reason}`,
      {
        cause,
      },
    );
  }
  return context;
}

async function readPem(what: string, file: string): Promise<string> {
  const text = await readText(what, file);
  // TLS takes it, and then has none; a file that is being replaced is empty for a moment.
  if (text.trim() === '') throw new StartRefused(`The TLS ${what} cannot be read: ${file} (it is empty)`);
  return text;
}

async function readText(what: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new StartRefused(`The TLS ${what} cannot be read: ${file} (${code})`, { cause });
  }
}
