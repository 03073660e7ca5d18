import { createHash } from 'node:crypto';

/**
 * How sort bytes of any length become lmdb keys, which hold 1 978 bytes, in the same order. Up to `CHUNK` bytes a name is its own key. A longer one
 * is cut: at its first `CHUNK` bytes and a zero stands a *link*, which sorts behind a name of just these bytes and before all others, and the rest
 * stands in a *table* of its own (`TABLE`, a hash of all bytes before, the rest), in which it may be cut again. Whoever walks through the keys in
 * order steps into the table where the link stands.
 */
export const CHUNK = 1900;
/** Sorts behind all namespaces. */
const TABLE = 0xff;
const HASH_LENGTH = 16;
const HEADER_LENGTH = 1 + HASH_LENGTH;
const LINK_END = Buffer.of(0);
const LAST = Buffer.of(0xff);

/** The table that holds what comes after `path` (whole chunks), as the beginning of its keys; empty for the outermost one. */
export function tableOf(path: Uint8Array): Buffer {
  if (path.length === 0) return Buffer.alloc(0);
  const hash = createHash('sha256').update(path).digest().subarray(0, HASH_LENGTH);
  return Buffer.concat([Buffer.of(TABLE), hash]);
}

/** The lmdb key of a name. */
export function rawKeyOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= CHUNK) return bytes;
  const start = startOfRest(bytes);
  return Buffer.concat([tableOf(bytes.subarray(0, start)), bytes.subarray(start)]);
}

/** The paths of the tables that a name lies in, outermost first, without the one that always is there. */
export function tablePathsOf(bytes: Uint8Array): readonly Uint8Array[] {
  const paths: Uint8Array[] = [];
  for (let end = CHUNK; end < bytes.length; end += CHUNK) paths.push(bytes.subarray(0, end));
  return paths;
}

/** The key of the link that leads to the table of `path`. */
export function linkKeyOf(path: Uint8Array): Uint8Array {
  const above = path.subarray(0, path.length - CHUNK);
  return Buffer.concat([tableOf(above), path.subarray(path.length - CHUNK), LINK_END]);
}

export function isInTable(rawKey: Uint8Array): boolean {
  return rawKey[0] === TABLE;
}

/** What a key says behind the header of its table: the rest of a name, or the chunk of a link. */
export function contentOf(rawKey: Uint8Array): { readonly bytes: Uint8Array; readonly isLink: boolean } {
  const content = isInTable(rawKey) ? rawKey.subarray(HEADER_LENGTH) : rawKey;
  const isLink = content.length > CHUNK;
  return { bytes: isLink ? content.subarray(0, CHUNK) : content, isLink };
}

/** The first key in the table of `path` that may lead to `from` or later. */
export function startKey(path: Uint8Array, from: Uint8Array): Uint8Array {
  const isCut = from.length > CHUNK;
  return Buffer.concat([tableOf(path), isCut ? from.subarray(0, CHUNK) : from, isCut ? LINK_END : Buffer.alloc(0)]);
}

/** The first key in the table of `path` that leads only to `below` or later; null: the end of the table. */
export function endKey(path: Uint8Array, below: Uint8Array | null): Uint8Array {
  if (below === null) return Buffer.concat([tableOf(path), LAST]);
  if (below.length <= CHUNK) return Buffer.concat([tableOf(path), below]);
  return Buffer.concat([tableOf(path), below.subarray(0, CHUNK), LINK_END, LINK_END]);
}

/** The part of a bound that counts inside the table behind a link with this chunk; null: it does not lie in there. */
export function boundInside(bound: Uint8Array, chunk: Uint8Array): Uint8Array | null {
  if (bound.length <= CHUNK) return null;
  const begins = Buffer.compare(bound.subarray(0, CHUNK), chunk) === 0;
  return begins ? bound.subarray(CHUNK) : null;
}

function startOfRest(bytes: Uint8Array): number {
  return bytes.length - (((bytes.length - 1) % CHUNK) + 1);
}
