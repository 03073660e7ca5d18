import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** A file of the built client in every encoding it is served in; each is made once, when first asked for. */
export interface ClientFile {
  readonly contentType: string;
  readonly cacheControl: string;
  /** Weak, since it is one for all encodings. */
  readonly etag: string;
  /** Null when compressing it gains nothing. */
  readonly compressed: Readonly<Record<'br' | 'gzip', () => Promise<Buffer>>> | null;
  readonly bytes: Buffer;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE = /^(?:text|image\/svg|application\/(?:json|manifest|wasm))/;
const WORTH_COMPRESSING = 1024;
/** The build puts a hash of the content into the names in this folder, so they never change. */
const HASHED = 'assets/';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Whether a path ends like a file of a client, and so is no address of a page. */
export function looksLikeFile(path: string): boolean {
  return extname(path) in CONTENT_TYPES;
}

/** `name`: below the client's folder, with forward slashes. */
export function clientFile(name: string, bytes: Buffer): ClientFile {
  const contentType = CONTENT_TYPES[extname(name)] ?? 'application/octet-stream';
  const isWorth = COMPRESSIBLE.test(contentType) && bytes.length >= WORTH_COMPRESSING;
  return {
    contentType,
    cacheControl: name.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    compressed: isWorth
      ? {
          br: once(() => brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })),
          gzip: once(() => zip(bytes, { level: 9 })),
        }
      : null,
    bytes,
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}
