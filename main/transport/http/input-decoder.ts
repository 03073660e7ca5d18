import type { IncomingHttpHeaders } from 'node:http';
import type * as z from 'zod';
import { fieldPlaces } from '#shared/contract/field-places.ts';
import type { HttpOperation } from '#shared/contract/operation.ts';
import { parsePath } from '#shared/contract/path-template.ts';
import { invalidField, invalidInput, type InputIssue } from '../invalid-input.ts';
import { fieldReaderOf, type FieldReader } from './field-reader.ts';
import { readIfMatch } from './if-match.ts';
import { bodyReader } from './input-body.ts';

/** The parts of a request that hold the input. `params` are percent-decoded once; a `*name` comes as `*`. */
export interface RequestParts {
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | undefined;
}

/** The input of an operation as one of its paths carries it; types are those of the schema, the rest is not validated. */
export type InputDecoder = (request: RequestParts) => Record<string, unknown>;

/** @throws Error when a field cannot travel in the query string, where the binding puts it. */
export function createInputDecoder(operation: HttpOperation, path: string): InputDecoder {
  const places = fieldPlaces(operation, path);
  const shape: Readonly<Record<string, z.core.$ZodType | undefined>> = operation.input.shape;
  const readBody = bodyReader(places.body);
  const bodyFields = new Set(places.body.kind === 'rest' ? places.body.fields : []);
  const queryReaders = new Map<string, FieldReader>();
  const pathReaders: { readonly field: string; readonly param: string; readonly read: FieldReader }[] = [];
  const { ifMatch } = places;
  const refusesConditions = operation.kind === 'command';

  for (const piece of parsePath(path)) {
    if (piece.kind === 'text') continue;
    const param = piece.kind === 'rest' ? '*' : piece.field;
    pathReaders.push({ field: piece.field, param, read: readerOf(piece.field) });
  }
  for (const field of places.query) {
    const read = fieldReaderOf(shape[field] ?? unknownField(path, field));
    if (read !== null) queryReaders.set(field, read);
    else if (!bodyFields.has(field)) throw new Error(`${path}: ${field} cannot travel in the query string.`);
  }

  function readerOf(field: string): FieldReader {
    const read = fieldReaderOf(shape[field] ?? unknownField(path, field));
    if (read === null) throw new Error(`${path}: ${field} cannot travel in the path.`);
    return read;
  }

  function takeBody(input: Record<string, unknown>, fields: Readonly<Record<string, unknown>>): void {
    const issues: InputIssue[] = [];
    for (const [field, value] of Object.entries(fields)) {
      if (Object.hasOwn(input, field)) {
        if (input[field] !== value) issues.push({ path: [field], message: 'the address says otherwise' });
      } else if (places.body.kind === 'rest' && !bodyFields.has(field)) {
        issues.push({ path: [field], message: 'there is no such field' });
      } else input[field] = value;
    }
    if (issues.length > 0) throw invalidInput(issues);
  }

  return ({ params, query, headers, body }) => {
    const input: Record<string, unknown> = {};
    for (const { field, param, read } of pathReaders) {
      const text = params[param];
      if (text !== undefined && (text !== '' || param !== '*')) input[field] = read(text);
    }
    for (const field in query) {
      const read = queryReaders.get(field);
      if (read === undefined) throw invalidField(field, 'is no field of the query string here');
      input[field] = read(query[field] ?? '');
    }
    const condition = headers['if-match'];
    if (condition !== undefined && ifMatch !== null) input[ifMatch] = readIfMatch(condition);
    if (refusesConditions) refuseConditions(headers, ifMatch !== null);
    const bytes = body === undefined || body.length === 0 ? null : body;
    if (bytes !== null || places.body.kind !== 'none') {
      refuseEncodings(headers);
      takeBody(input, readBody({ bytes, contentType: headers['content-type'] }));
    }
    return input;
  };
}

/** A condition that is passed over would be a write that its sender did not want. */
function refuseConditions(headers: IncomingHttpHeaders, hasIfMatch: boolean): void {
  if (!hasIfMatch && headers['if-match'] !== undefined) throw invalidField('If-Match', 'is not supported here');
  if (headers['if-none-match'] !== undefined) throw invalidField('If-None-Match', 'is not supported here');
}

function refuseEncodings(headers: IncomingHttpHeaders): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw invalidField('Content-Encoding', `send the body as it is, not as ${encoding}`);
  }
}

function unknownField(path: string, field: string): never {
  throw new Error(`${path}: the input has no field ${field}.`);
}
