import type * as z from 'zod';
import { fieldPlaces, pathsOf, type FieldPlaces } from './field-places.ts';
import type { HttpOperation } from './operation.ts';
import { fillPath, parsePath, type PathPiece } from './path-template.ts';

export interface HttpRequest {
  readonly sendable: true;
  readonly method: string;
  /** With the query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The field that has no form over HTTP; all transports but this one would carry it. */
export interface Unsendable {
  readonly sendable: false;
  readonly field: string;
}

export type RequestWriter = (input: Readonly<Record<string, unknown>>) => HttpRequest | Unsendable;

const ENTITY_TAG = /^[\x21\x23-\x7e]*$/;
const JSON_TYPE = { 'content-type': 'application/json' };

export function createRequestWriter(operation: HttpOperation): RequestWriter {
  const ways = pathsOf(operation).map((path) => ({ pieces: parsePath(path), places: fieldPlaces(operation, path) }));
  const meantAnyway = nullByDefault(operation);
  return (given) => {
    const input = Object.fromEntries(
      Object.entries(given).filter(([field, value]) => value !== null || !meantAnyway.has(field)),
    );
    for (const { pieces, places } of ways) {
      const path = fillPath(pieces, input);
      if (path !== null) return write(operation, path, places, input);
    }
    return { sendable: false, field: missingField(ways[0]?.pieces ?? [], input) };
  };
}

/** The fields that are null when they are left out: null has no form in a query string. */
function nullByDefault({ input }: HttpOperation): ReadonlySet<string> {
  const fields = Object.entries<z.ZodType>(input.shape);
  return new Set(fields.flatMap(([field, schema]) => (schema.safeParse(undefined).data === null ? [field] : [])));
}

function write(
  operation: HttpOperation,
  path: string,
  places: FieldPlaces,
  input: Readonly<Record<string, unknown>>,
): HttpRequest | Unsendable {
  const { ifMatch, body } = places;
  const bound = [...places.path, ifMatch, body.kind === 'field' ? body.field : null];
  const rest = Object.entries(input).filter(([field, value]) => value !== undefined && !bound.includes(field));
  const version = ifMatch === null ? undefined : input[ifMatch];
  if (version !== undefined && !isEntityTag(version)) return { sendable: false, field: ifMatch ?? '' };
  const query = body.kind === 'rest' ? '' : writeQuery(rest);
  if (typeof query === 'object') return query;
  return {
    sendable: true,
    method: operation.http.method,
    path: query === '' ? path : `${path}?${query}`,
    headers: {
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
      ...(body.kind === 'none' ? {} : JSON_TYPE),
    },
    body: writeBody(body, rest, input),
  };
}

function writeBody(
  body: FieldPlaces['body'],
  rest: readonly (readonly [string, unknown])[],
  input: Readonly<Record<string, unknown>>,
): string | undefined {
  if (body.kind === 'none') return undefined;
  return JSON.stringify(body.kind === 'rest' ? Object.fromEntries(rest) : input[body.field]);
}

function writeQuery(fields: readonly (readonly [string, unknown])[]): string | Unsendable {
  const pairs: string[] = [];
  for (const [field, value] of fields) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (values.length === 0 || !values.every(isQueryValue)) return { sendable: false, field };
    pairs.push(...values.map((single) => `${encodeURIComponent(field)}=${encodeURIComponent(single)}`));
  }
  return pairs.join('&');
}

function isQueryValue(value: unknown): value is string | number | boolean {
  if (typeof value === 'string') return !/\p{Surrogate}/u.test(value);
  return typeof value === 'number' || typeof value === 'boolean';
}

function isEntityTag(value: unknown): value is string {
  return typeof value === 'string' && ENTITY_TAG.test(value);
}

function missingField(pieces: readonly PathPiece[], input: Readonly<Record<string, unknown>>): string {
  const missing = pieces.find((piece) => piece.kind !== 'text' && fillPath([piece], input) === null);
  return missing === undefined || missing.kind === 'text' ? '' : missing.field;
}
