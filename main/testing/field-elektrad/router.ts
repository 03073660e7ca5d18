import { posix } from 'node:path';
import { compilePattern } from '#shared/model/pattern.ts';
import { badRequest, json, methodNotAllowed, pageNotFound, type FieldAnswer } from './answers.ts';
import type { FieldHandler } from './handler.ts';
import { deleteKey, getKey, putAll, putKey } from './key-handlers.ts';
import { deleteMeta, postMeta, postMetaBulk } from './meta-handlers.ts';
import { moveKeys } from './move-handler.ts';
import { readDatabase } from './handler.ts';

/** Where a request leads: to a handler with the rest of its decoded path, or to an answer that needs no session. */
export type Routed =
  | { readonly handler: FieldHandler; readonly path: string; readonly query: URLSearchParams }
  | { readonly answer: FieldAnswer; readonly location?: string };

const getVersion: FieldHandler = () => json({ api: 1, elektra: { version: '0.11.0', major: 0, minor: 11, micro: 0 } });

/** By names only, of all namespaces. */
const findKeys: FieldHandler = (request) => {
  const compiled = compilePattern(request.path);
  if (!compiled.ok) return badRequest;
  const names = request.keySet.keys.map(({ name }) => name);
  return readDatabase(request, '/') ?? json(names.filter((name) => compiled.pattern.test(name)));
};

interface Route {
  readonly pattern: RegExp;
  readonly handlers: Readonly<Record<string, FieldHandler>>;
}

/** In gorilla/mux `.` stands for anything but a newline. There is no `/kdbCp`. */
const ROUTES: readonly Route[] = [
  { pattern: /^\/version$/, handlers: { GET: getVersion } },
  { pattern: /^\/kdb$/, handlers: { GET: getKey } },
  { pattern: /^\/kdb\/([^\n]*)$/, handlers: { GET: getKey, PUT: putKey, DELETE: deleteKey } },
  { pattern: /^\/kdbAll\/([^\n]*)$/, handlers: { PUT: putAll } },
  { pattern: /^\/kdbFind\/([^\n]*)$/, handlers: { GET: findKeys } },
  { pattern: /^\/kdbMv\/([^\n]*)$/, handlers: { POST: moveKeys } },
  { pattern: /^\/kdbMeta\/([^\n]*)$/, handlers: { POST: postMeta, DELETE: deleteMeta } },
  { pattern: /^\/kdbMetaBulk\/([^\n]*)$/, handlers: { POST: postMetaBulk } },
];

/**
 * The router decodes the path first. One that has `//`, `/./` or `/../` then, inside a key name as well, is redirected to the cleaned path.
 * https://github.com/ElektraInitiative/libelektra/blob/master/src/tools/elektrad/router.go
 */
export function route(method: string, url: string): Routed {
  const [, rawPath = '', rawQuery = ''] = /^([^?]*)\??([^]*)$/.exec(url) ?? [];
  const path = decoded(rawPath);
  if (path === null) return { answer: { status: 400, body: '400 Bad Request', type: 'text/plain; charset=utf-8' } };
  const cleaned = posix.normalize(path.startsWith('/') ? path : `/${path}`);
  if (cleaned !== path) {
    return { answer: { status: 301 }, location: encoded(cleaned) + (rawQuery === '' ? '' : `?${rawQuery}`) };
  }
  const matching = ROUTES.filter(({ pattern }) => pattern.test(path));
  const found = matching.find(({ handlers }) => Object.hasOwn(handlers, method));
  const handler = found?.handlers[method];
  if (found === undefined || handler === undefined)
    return { answer: matching.length > 0 ? methodNotAllowed : pageNotFound };
  return { handler, path: found.pattern.exec(path)?.[1] || '/', query: new URLSearchParams(rawQuery) };
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

function encoded(path: string): string {
  return encodeURIComponent(path).replace(/%(2F|3A|24|26|2B|2C|3B|3D|40)/g, (escape) => decodeURIComponent(escape));
}
