import * as z from 'zod';
import { COMMON_ERRORS, ERROR_CATALOGUE, type ErrorCode } from '#shared/errors/catalogue.ts';

type Entry = { readonly status: number; readonly name: string; readonly summary: string; readonly data?: z.ZodType };

/** docs/errors.md: the catalogue as a person reads it. */
export function errorDocument(): string {
  const common = COMMON_ERRORS.map((code) => `\`${code}\``).join(', ');
  const entries = (Object.entries(ERROR_CATALOGUE) as [ErrorCode, Entry][]).map(([code, entry]) =>
    section(code, entry),
  );
  return `# Errors

Generated from \`shared/errors/catalogue.ts\` by a test; \`UPDATE_DOCS=1 npx vitest run main/testing\` writes it anew.

An answer that is no success has the status of its code and the body \`{"error":{"code","name","message","data"?,"requestId"}}\`.
\`code\` and \`data\` are for programs, \`message\` is for people, \`requestId\` finds the request in the log of clusterd; \`name\` is what older versions of the API
called the error. Any operation may end with ${common}; what else it may end with is in \`openapi.json\`.

${entries.join('\n')}`;
}

function section(code: ErrorCode, { status, name, summary, data }: Entry): string {
  return `## ${code}

${status} · \`${name}\`. ${summary}
${data === undefined ? '' : `\nData: \`${shapeOf(data)}\`\n`}`;
}

/** A schema in one line, for example `{ id: string, limit?: integer }`. */
function shapeOf(schema: z.ZodType): string {
  const { $defs = {}, ...root } = z.toJSONSchema(schema, { reused: 'inline' });
  return words(root as JsonSchema, $defs as Readonly<Record<string, JsonSchema>>);
}

interface JsonSchema {
  readonly type?: string;
  readonly $ref?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
}

function words(schema: JsonSchema, defs: Readonly<Record<string, JsonSchema>>): string {
  const { type = 'any', $ref, anyOf, items, properties, additionalProperties, required = [] } = schema;
  const referred = $ref === undefined ? undefined : defs[$ref.replace('#/$defs/', '')];
  if (referred !== undefined) return words(referred, defs);
  if (anyOf !== undefined) return anyOf.map((option) => words(option, defs)).join(' | ');
  if (items !== undefined) return `${words(items, defs)}[]`;
  if (properties === undefined) {
    return typeof additionalProperties === 'object' ? `{ [name]: ${words(additionalProperties, defs)} }` : type;
  }
  const fields = Object.entries(properties).map(
    ([field, value]) => `${field}${required.includes(field) ? '' : '?'}: ${words(value, defs)}`,
  );
  return `{ ${fields.join(', ')} }`;
}
