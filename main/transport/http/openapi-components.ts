import * as z from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Gathers what a document refers to: schemas that have an id (`meta({ id })`), and answers that many operations share. */
export interface Components {
  /** A schema as JSON schema. `input`: what a caller may send, where fields with defaults may be missing. */
  schema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema;
  /** Puts something under a name and returns the reference to it. */
  add(kind: 'schemas' | 'responses', name: string, value: JsonSchema): JsonSchema;
  all(): Readonly<Record<'schemas' | 'responses', Readonly<Record<string, JsonSchema>>>>;
}

const DEFINITIONS = '#/$defs/';

export function createComponents(): Components {
  const kinds = { schemas: new Map<string, JsonSchema>(), responses: new Map<string, JsonSchema>() };

  function add(kind: 'schemas' | 'responses', name: string, value: JsonSchema): JsonSchema {
    const known = kinds[kind].get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(value)) {
      throw new Error(`Two different ${kind} are named ${name}.`);
    }
    kinds[kind].set(name, value);
    return { $ref: `#/components/${kind}/${name}` };
  }

  return {
    schema(schema, io) {
      const { $schema: _dialect, $defs = {}, ...root } = z.toJSONSchema(schema, { io, override: withoutSafeRange });
      // What is sent may leave out fields with defaults, so it is another schema under its own name.
      const nameOf = (id: string) => (io === 'input' ? `${id}Input` : id);
      for (const [id, definition] of Object.entries($defs)) add('schemas', nameOf(id), renamed(definition, nameOf));
      return renamed(root, nameOf);
    },
    add,
    all: () => ({ schemas: sorted(kinds.schemas), responses: sorted(kinds.responses) }),
  };
}

/** That an integer is one which JavaScript holds exactly tells a reader nothing. */
function withoutSafeRange({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

function renamed(schema: JsonSchema, nameOf: (id: string) => string): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key !== '$ref' || typeof value !== 'string') return value;
    if (!value.startsWith(DEFINITIONS)) throw new Error(`A recursive schema needs an id: meta({ id }). (${value})`);
    return `#/components/schemas/${nameOf(value.slice(DEFINITIONS.length))}`;
  }) as JsonSchema;
}

function sorted(map: ReadonlyMap<string, JsonSchema>): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
