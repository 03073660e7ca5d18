import { hash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from './atomic-file.ts';

interface Digest {
  keyed(text: string): string;
  ofSecret(secret: string): string;
}

const KEY_BYTES = 32;
/** Of SHA-256. */
const BLOCK_BYTES = 64;
/** 128 bits. */
const DIGEST_BYTES = 16;

/**
 * Digests with the key in this file, which is made on first use, readable to its owner alone.
 * @throws Error saying what to do when the file is not one of these.
 */
export async function openKeyedDigest(keyFile: string): Promise<Digest> {
  const key = (await readKey(keyFile)) ?? (await makeKey(keyFile));
  const keyed = hmacOf(key);
  return {
    keyed: (text) => keyed(text).toString('base64url', 0, DIGEST_BYTES),
    ofSecret: (secret) => hash('sha256', secret, 'base64url'),
  };
}

/** HMAC-SHA256 (RFC 2104) of two one-shot hashes: every read of a key makes one, and `createHmac` sets up three native objects for it. */
function hmacOf(key: Buffer): (text: string) => Buffer {
  const inner = Buffer.alloc(BLOCK_BYTES, 0x36).map((pad, at) => pad ^ (key[at] ?? 0));
  const outer = Buffer.alloc(BLOCK_BYTES, 0x5c).map((pad, at) => pad ^ (key[at] ?? 0));
  return (text) => {
    const first = hash('sha256', Buffer.concat([inner, Buffer.from(text, 'utf8')]), 'buffer');
    return hash('sha256', Buffer.concat([outer, first]), 'buffer');
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
