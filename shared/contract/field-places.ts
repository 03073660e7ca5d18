import type { HttpOperation } from './operation.ts';
import { fieldsOfPath } from './path-template.ts';

/** Where each field of an operation's input travels, at one of its paths. */
export interface FieldPlaces {
  readonly path: readonly string[];
  /** With `body: 'rest'` these may come in the query string as well as in the body, for `?force=true`. */
  readonly query: readonly string[];
  readonly ifMatch: string | null;
  readonly body:
    | { readonly kind: 'none' }
    | { readonly kind: 'rest'; readonly fields: readonly string[] }
    | { readonly kind: 'field'; readonly field: string; readonly as: 'json' | 'json-or-text' };
}

export function fieldPlaces(operation: HttpOperation, path: string): FieldPlaces {
  const { body, ifMatch = null } = operation.http;
  const inPath = fieldsOfPath(path);
  const inBody = typeof body === 'object' ? body.field : null;
  const others = Object.keys(operation.input.shape).filter(
    (field) => !inPath.includes(field) && field !== ifMatch && field !== inBody,
  );
  return { path: inPath, query: others, ifMatch, body: bodyPlace(body, others) };
}

function bodyPlace(body: HttpOperation['http']['body'], others: readonly string[]): FieldPlaces['body'] {
  if (body === undefined) return { kind: 'none' };
  return body === 'rest' ? { kind: 'rest', fields: others } : { kind: 'field', ...body };
}

/** All paths of an operation, the first one first. */
export function pathsOf({ http }: HttpOperation): readonly string[] {
  return [http.path, ...(http.alsoAt ?? [])];
}
