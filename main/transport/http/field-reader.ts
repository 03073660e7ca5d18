import type * as z from 'zod';

/** Turns the text of one field of an address into what its schema expects; what it cannot read it hands on, for the schema to refuse. */
export type FieldReader = (given: string | readonly string[]) => unknown;

/** The reader of a field, whose text is never read as null (that is said by leaving the field out); or null when its schema has no form as text (an object, for example). */
export function fieldReaderOf(schema: z.core.$ZodType): FieldReader | null {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
    case 'nullable':
      return fieldReaderOf(def.innerType);
    case 'pipe':
      return fieldReaderOf(def.in);
    case 'string':
    case 'enum':
    case 'literal':
    case 'template_literal':
      return readText;
    case 'number':
      return readNumber;
    case 'boolean':
      return readBoolean;
    case 'array':
      return arrayReader(def.element);
    default:
      return null;
  }
}

function readText(given: string | readonly string[]): unknown {
  return given;
}

function readNumber(given: string | readonly string[]): unknown {
  if (typeof given !== 'string' || given.trim() === '') return given;
  const number = Number(given);
  return Number.isFinite(number) ? number : given;
}

/** `?recursive`, `?recursive=`, `=1` and `=true` switch on. */
function readBoolean(given: string | readonly string[]): unknown {
  if (given === '' || given === '1' || given === 'true') return true;
  return given === '0' || given === 'false' ? false : given;
}

/** A list repeats its field; one of names or numbers may also be written with commas, which a text may hold itself. */
function arrayReader(element: z.core.$ZodType): FieldReader | null {
  const readElement = fieldReaderOf(element);
  if (readElement === null) return null;
  const holdsCommas = element._zod.def.type === 'string';
  return (given) => {
    const listed = typeof given === 'string' ? [given] : given;
    const elements = holdsCommas ? listed : listed.flatMap((text) => text.split(','));
    return elements.map((text) => readElement(text));
  };
}
