import {
  badRequest,
  cText,
  internalServerError,
  noContent,
  notFound,
  parsedBody,
  refusal,
  type FieldAnswer,
} from './answers.ts';
import { lookUp, withKey } from './field-key.ts';
import { fieldMetakey, fieldName } from './field-name.ts';
import { readDatabase, writeDatabase, type FieldHandler, type FieldRequest } from './handler.ts';

interface MetaChange {
  readonly key: string;
  /** Null removes. */
  readonly value: string | null;
}

/** Sets a metakey, or removes it; a missing key is made for either. */
export const postMeta: FieldHandler = async (request) => {
  const body = parsedBody(request.body);
  if (!isObject(body)) return refusal('invalid character in the body');
  const change = changeIn(body);
  if (change.key === '') return badRequest;
  return begun(request) ?? (await applied(request, change)) ?? noContent;
};

/** One write of the database for each entry: what stands before a refused one is stored. */
export const postMetaBulk: FieldHandler = async (request) => {
  const body = parsedBody(request.body);
  if (!isObject(body)) return refusal('invalid character in the body');
  if (!Array.isArray(body.meta)) return badRequest;
  const refused = begun(request);
  if (refused !== null) return refused;
  for (const entry of body.meta) {
    const failed = await applied(request, changeIn(entry));
    if (failed !== null) return failed;
  }
  return noContent;
};

export const deleteMeta: FieldHandler = async (request) => {
  const body = parsedBody(request.body);
  const name = fieldName(request.path);
  if (!isObject(body) || name === null) return badRequest;
  const refused = readDatabase(request, name);
  if (refused !== null) return refused;
  if (lookUp(request.keySet.keys, name) === undefined) return notFound;
  return (await applied(request, { key: changeIn(body).key, value: null })) ?? noContent;
};

/** The refusal of a request that cannot be carried out, or null. */
function begun(request: FieldRequest): FieldAnswer | null {
  const name = fieldName(request.path);
  return name === null ? internalServerError : readDatabase(request, name);
}

async function applied(request: FieldRequest, { key, value }: MetaChange): Promise<FieldAnswer | null> {
  const name = fieldName(request.path);
  const metakey = fieldMetakey(key);
  if (name === null || metakey === null) return internalServerError;
  const { keySet } = request;
  const old = lookUp(keySet.keys, name) ?? { name, value: '', meta: {} };
  const { [metakey]: _old, ...others } = old.meta;
  const meta = value === null ? others : { ...old.meta, [metakey]: cText(value) };
  keySet.keys = withKey(keySet.keys, { ...old, meta });
  return writeDatabase(request, name);
}

function changeIn(entry: unknown): MetaChange {
  const { key, value } = isObject(entry) ? entry : {};
  return { key: typeof key === 'string' ? key : '', value: typeof value === 'string' ? value : null };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
