import { open, type FileHandle } from 'node:fs/promises';

/** Offsets in a meta page as lmdb 0.9.90 writes it (`MDB_page`, `MDB_meta` in its mdb.c); all numbers are little-endian. */
const MAGIC_AT = 24;
const MAGIC = 0xbeefc0de;
const PAGE_SIZE_AT = 48;
const FREE_ROOT_AT = 88;
const MAIN_ROOT_AT = 136;
const TRANSACTION_AT = 152;
const META_LENGTH = 160;
const NO_PAGE = 2n ** 64n - 1n;

/**
 * Why a file cannot be an lmdb file, or null. lmdb maps what it opens into memory, so a foreign or shortened file ends the process instead of
 * failing to open. A file that is missing or empty is a new one.
 */
export async function lmdbFileProblem(path: string): Promise<string | null> {
  const file = await openIfThere(path);
  if (file === null) return null;
  try {
    const { size } = await file.stat();
    return size === 0 ? null : await problemOf(file);
  } finally {
    await file.close();
  }
}

async function problemOf(file: FileHandle): Promise<string | null> {
  const first = await metaAt(file, 0);
  if (!isMeta(first)) return 'it is no lmdb file';
  const pageSize = first.readUInt32LE(PAGE_SIZE_AT);
  const second = await metaAt(file, pageSize);
  if (!isMeta(second)) return 'its beginning is damaged';
  // Asked last: while an elektrad writes the file grows, and always before what points into its new end.
  const { size } = await file.stat();
  const pages = BigInt(Math.floor(size / pageSize));
  const isCut = rootsOf(newest(first, second)).some((root) => root !== NO_PAGE && root >= pages);
  return isCut ? 'its end is missing' : null;
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function metaAt(file: FileHandle, position: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(META_LENGTH), 0, META_LENGTH, position);
  return buffer.subarray(0, bytesRead);
}

function isMeta(page: Buffer): boolean {
  return page.length === META_LENGTH && page.readUInt32LE(MAGIC_AT) === MAGIC;
}

function newest(first: Buffer, second: Buffer): Buffer {
  return first.readBigUInt64LE(TRANSACTION_AT) >= second.readBigUInt64LE(TRANSACTION_AT) ? first : second;
}

function rootsOf(meta: Buffer): readonly bigint[] {
  return [meta.readBigUInt64LE(FREE_ROOT_AT), meta.readBigUInt64LE(MAIN_ROOT_AT)];
}
