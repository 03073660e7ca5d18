import { PARTS_TYPE } from '#shared/contract/http-parts.ts';
import { fieldPlaces, type FieldPlaces } from '#shared/contract/field-places.ts';
import type { HttpOperation } from '#shared/contract/operation.ts';
import { parsePath, type PathPiece } from '#shared/contract/path-template.ts';
import { errorResponses } from './openapi-errors.ts';
import type { JsonSchema, Components } from './openapi-components.ts';

/** One operation at one of its paths, as the document describes it. `id`: unique in the document. */
export function describeOperation(
  id: string,
  operation: HttpOperation,
  path: string,
  components: Components,
): JsonSchema {
  const places = fieldPlaces(operation, path);
  const input = components.schema(operation.input, 'input');
  const body = requestBody(places.body, input);
  const [tag] = id.split('.', 1);
  return {
    operationId: id,
    tags: [tag],
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    'x-kind': operation.kind,
    'x-role': operation.role,
    security: operation.role === 'public' ? [] : [{ token: [] }, { session: [] }],
    parameters: parameters(path, places, input),
    ...(body === null ? {} : { requestBody: body }),
    responses: { ...successes(operation, components), ...errorResponses(operation.errors, components) },
  };
}

function parameters(path: string, places: FieldPlaces, input: JsonSchema): readonly JsonSchema[] {
  const inQuery = places.body.kind === 'rest' ? [] : places.query;
  return [
    ...parsePath(path).flatMap((piece) => (piece.kind === 'text' ? [] : [pathParameter(piece, input)])),
    ...inQuery.map((name) => ({ name, in: 'query', required: isRequired(input, name), schema: fieldOf(input, name) })),
    ...(places.ifMatch === null ? [] : [ifMatchParameter]),
  ];
}

function pathParameter({ kind, field }: Exclude<PathPiece, { kind: 'text' }>, input: JsonSchema): JsonSchema {
  const description = kind === 'rest' ? { description: 'As one percent-encoded segment, or as plain segments.' } : {};
  return { name: field, in: 'path', required: true, ...description, schema: fieldOf(input, field) };
}

const ifMatchParameter = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The version that the change is based on, in double quotes, as a read answered it as ETag.',
  schema: { type: 'string' },
};

function requestBody(body: FieldPlaces['body'], input: JsonSchema): JsonSchema | null {
  if (body.kind === 'none') return null;
  if (body.kind === 'field') {
    const schema = fieldOf(input, body.field);
    const text = body.as === 'json-or-text' ? { 'text/plain': { schema } } : {};
    return { required: isRequired(input, body.field), content: { 'application/json': { schema }, ...text } };
  }
  const properties = Object.fromEntries(body.fields.map((field) => [field, fieldOf(input, field)]));
  const required = body.fields.filter((field) => isRequired(input, field));
  const schema = { type: 'object', properties, required, additionalProperties: false };
  const description = 'Fields that have a form as text may be in the query string instead, for example `?force=true`.';
  return { description, required: required.length > 0, content: { 'application/json': { schema } } };
}

function successes({ http, output, parts }: HttpOperation, components: Components): Readonly<Record<string, object>> {
  const { success, reply = 'json', etag, cookie } = http;
  const schema = components.schema(output, 'output');
  const headers = {
    ...(etag === undefined ? {} : { ETag: { description: 'The version of the key.', schema: { type: 'string' } } }),
    ...(reply === 'page' ? pageHeaders : {}),
    ...(cookie === undefined ? {} : { 'Set-Cookie': { description: 'The session.', schema: { type: 'string' } } }),
  };
  const response = {
    description: reply === 'none' ? 'Done.' : 'The answer.',
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(reply === 'none' ? {} : { content: { 'application/json': { schema: answered(schema, reply, cookie) } } }),
  };
  const plain = Object.fromEntries(statusesOf(success).map((status) => [String(status), response]));
  return parts === undefined ? plain : withParts(plain, response, components.schema(parts, 'output'), schema);
}

function statusesOf(success: HttpOperation['http']['success']): readonly number[] {
  if (typeof success === 'number') return [success];
  return 'yes' in success ? [success.yes, success.no] : Object.values(success.of);
}

/** What is answered with 200 to those who accept lines of JSON, whatever the status is otherwise. */
function withParts(
  plain: Readonly<Record<string, object>>,
  response: JsonSchema,
  part: JsonSchema,
  output: JsonSchema,
): Readonly<Record<string, object>> {
  const line = {
    description: 'One JSON value a line: parts while the operation runs, then its output, or an error as elsewhere.',
    oneOf: [property('part', part), property('output', output), property('error', { type: 'object' })],
  };
  const known = plain['200'] === undefined ? { description: 'The parts and the output.' } : response;
  const content = known.content as JsonSchema | undefined;
  return { ...plain, 200: { ...known, content: { ...content, [PARTS_TYPE]: { schema: line } } } };
}

function property(name: string, schema: JsonSchema): JsonSchema {
  return { type: 'object', properties: { [name]: schema }, required: [name] };
}

const pageHeaders = {
  'X-Total-Count': { description: 'How many there are in all.', schema: { type: 'integer' } },
  Link: { description: 'The first, previous, next and last page (RFC 8288).', schema: { type: 'string' } },
};

function answered(
  output: JsonSchema,
  reply: NonNullable<HttpOperation['http']['reply']>,
  cookie: string | undefined,
): JsonSchema {
  if (reply === 'page') return fieldOf(output, 'items');
  if (typeof reply === 'object') return fieldOf(output, reply.field);
  if (cookie === undefined) return output;
  const { [cookie]: _secret, ...properties } = output.properties as Readonly<Record<string, JsonSchema>>;
  return { ...output, properties };
}

function fieldOf(object: JsonSchema, field: string): JsonSchema {
  const properties = object.properties as Readonly<Record<string, JsonSchema>> | undefined;
  const schema = properties?.[field];
  if (schema === undefined) throw new Error(`The schema has no field ${field}.`);
  return schema;
}

function isRequired(object: JsonSchema, field: string): boolean {
  return ((object.required ?? []) as readonly string[]).includes(field);
}
