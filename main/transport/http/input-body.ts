import type { FieldPlaces } from '#shared/contract/field-places.ts';
import { invalidField } from '../invalid-input.ts';
import { bodyJson, bodyText, parseJson } from './body-text.ts';

/** A request body as it came. Absent and empty are the same. */
export interface RawBody {
  readonly bytes: Buffer | null;
  readonly contentType: string | undefined;
}

/** The fields of the input that the body holds. @throws ElektraError INVALID_INPUT */
export type BodyReader = (body: RawBody) => Readonly<Record<string, unknown>>;

export function bodyReader(place: FieldPlaces['body']): BodyReader {
  switch (place.kind) {
    case 'none':
      return readNothing;
    case 'rest':
      return readObject;
    case 'field': {
      const read = place.as === 'json' ? readJson : readJsonOrText;
      return (body) => ({ [place.field]: read(body) });
    }
  }
}

/** Clients that send a body with every request send an empty one, `{}` or `null`. */
function readNothing({ bytes, contentType }: RawBody): Readonly<Record<string, unknown>> {
  if (bytes === null) return {};
  const parsed = parseJson(bodyText(bytes, contentType));
  if (parsed === undefined || !isEmpty(parsed.value)) throw invalidField('', 'this address takes no body');
  return {};
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

function readObject({ bytes, contentType }: RawBody): Readonly<Record<string, unknown>> {
  if (bytes === null) return {};
  const value = bodyJson(bytes, contentType);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidField('', 'the body must be one JSON object');
  }
  return value as Readonly<Record<string, unknown>>;
}

function readJson({ bytes, contentType }: RawBody): unknown {
  if (bytes === null) throw invalidField('', 'the body is empty; send one JSON value');
  return bodyJson(bytes, contentType);
}

function readJsonOrText(body: RawBody): unknown {
  const { bytes, contentType } = body;
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === 'application/json') return readJson(body);
  if (mediaType === 'text/plain') return bytes === null ? '' : bodyText(bytes, contentType);
  if (mediaType !== undefined) {
    throw invalidField('', `send the body as text/plain or application/json, not as ${mediaType}`);
  }
  // A forgotten body must not empty a value.
  if (bytes === null) throw invalidField('', 'the body is empty; an empty text is sent as text/plain');
  const text = bodyText(bytes, contentType);
  const parsed = parseJson(text);
  return typeof parsed?.value === 'string' ? parsed.value : text;
}
