import type * as z from 'zod';
import { COMMON_ERRORS, ERROR_CATALOGUE, type ErrorCode } from '#shared/errors/catalogue.ts';
import type { Components, JsonSchema } from './openapi-components.ts';

/** The answers of an operation that failed, by status. */
export function errorResponses(codes: readonly ErrorCode[], components: Components): JsonSchema {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set([...COMMON_ERRORS, ...codes])) {
    const { status } = ERROR_CATALOGUE[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, group]) => [String(status), response(group, components)]));
}

function response(codes: readonly ErrorCode[], components: Components): JsonSchema {
  const schemas = codes.map((code) => errorSchema(code, components));
  const schema = schemas.length === 1 ? schemas[0] : { oneOf: schemas };
  return components.add('responses', codes.join('.'), {
    description: codes.map((code) => `${code}: ${ERROR_CATALOGUE[code].summary}`).join('\n\n'),
    content: { 'application/json': { schema } },
  });
}

function errorSchema(code: ErrorCode, components: Components): JsonSchema {
  const entry: { readonly name: string; readonly data?: z.ZodType } = ERROR_CATALOGUE[code];
  const data = entry.data === undefined ? {} : { data: components.schema(entry.data, 'output') };
  const error = {
    type: 'object',
    properties: {
      code: { const: code },
      name: { const: entry.name },
      message: { type: 'string' },
      ...data,
      requestId: { type: 'string' },
    },
    required: ['code', 'name', 'message'],
  };
  return components.add('schemas', `Error.${code}`, { type: 'object', properties: { error }, required: ['error'] });
}
