import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from './atomic-file.ts';

interface Digest {
  keyed(text: string): string;
  ofSecret(secret: string): string;
}

const KEY_BYTES = 32;
/** 128 bits. */
const DIGEST_BYTES = 16;

/**
 * Digests with the key in this file, which is made on first use, readable to its owner alone.
 * @throws Error saying what to do when the file is not one of these.
 */
export async function openKeyedDigest(keyFile: string): Promise<Digest> {
  const key = (await readKey(keyFile)) ?? (await makeKey(keyFile));
  return {
    keyed: (text) =>
      createHmac('sha256', key).update(text, 'utf8').digest().subarray(0, DIGEST_BYTES).toString('base64url'),
    ofSecret: (secret) => createHash('sha256').update(secret, 'utf8').digest('base64url'),
  };
}

async function readKey(keyFile: string): Promise<Buffer | undefined> {
  const text = await readIfThere(keyFile);
  if (text === undefined) return undefined;
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length === KEY_BYTES && key.toString('base64url') === text.trim()) return key;
  throw new Error(
    `${keyFile} does not hold a key. Restore it from a backup, or remove it: then a new one is made, and every key read before counts as changed.`,
  );
}

async function makeKey(keyFile: string): Promise<Buffer> {
  const key = randomBytes(KEY_BYTES);
  await writeFileAtomically(keyFile, `${key.toString('base64url')}\n`, { mode: 0o600 });
  return key;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
