import {
  badRequest,
  cText,
  created,
  goString,
  internalServerError,
  json,
  noContent,
  ok,
  Panic,
  parsedBody,
  refusal,
} from './answers.ts';
import { lookUp, withKey, withoutKey } from './field-key.ts';
import { fieldName } from './field-name.ts';
import { logWrite, readDatabase, writeDatabase, type FieldHandler } from './handler.ts';
import { lookupNode } from './lookup.ts';

export const getKey: FieldHandler = (request) => {
  const preload = request.query.get('preload') ?? '0';
  if (!/^[+-]?\d+$/.test(preload) || Number(preload) < 0 || Number(preload) > 9) return badRequest;
  const name = fieldName(request.path);
  if (name === null) return badRequest;
  return readDatabase(request, name) ?? json(lookupNode(request.keySet.keys, name, Number(preload)));
};

/** Writing a binary key makes it text. */
export const putKey: FieldHandler = async (request) => {
  const value = goString(request.body);
  const name = fieldName(request.path);
  if (value === null || name === null) return badRequest;
  const refused = readDatabase(request, name);
  if (refused !== null) return refused;
  const { keySet } = request;
  const existing = lookUp(keySet.keys, name);
  const { binary: _binary, ...meta } = existing?.meta ?? {};
  keySet.keys = withKey(keySet.keys, { name: existing?.name ?? name, value: cText(value), meta });
  return (await writeDatabase(request, name)) ?? (existing === undefined ? created : ok);
};

/** Success in any case; descendants stay. */
export const deleteKey: FieldHandler = async (request) => {
  const name = fieldName(request.path);
  if (name === null) return badRequest;
  const refused = readDatabase(request, name);
  if (refused !== null) return refused;
  request.keySet.keys = withoutKey(request.keySet.keys, name);
  return (await writeDatabase(request, name)) ?? noContent;
};

/** Changes what this session shows, answers 201, and stores nothing: `kdbSet` is not called. */
export const putAll: FieldHandler = (request) => {
  const body = parsedBody(request.body);
  if (!isObject(body)) return refusal('invalid character in the body');
  const parent = fieldName(request.path);
  if (parent === null) return internalServerError;
  const refused = readDatabase(request, parent);
  if (refused !== null) return refused;
  for (const { key, value } of Array.isArray(body.configurations) ? body.configurations : []) {
    const name = fieldName(`${parent}/${String(key)}`);
    if (name === null) return refusal('C01310 Interface - invalid key name');
    if (typeof value !== 'string') throw new Panic('invalid memory address or nil pointer dereference');
    request.keySet.keys = withKey(request.keySet.keys, { name, value: cText(value), meta: {} });
  }
  logWrite(request, parent, 'none');
  return created;
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
