import type * as z from 'zod';

/** See ERROR_CATALOGUE. */
interface CatalogueEntry {
  readonly status: number;
  readonly name: string;
  readonly summary: string;
  readonly data?: z.ZodType;
}

/** Entries of the catalogue of errors, with the type that each has. */
export function defineCatalogue<const T extends Readonly<Record<string, CatalogueEntry>>>(catalogue: T): T {
  return catalogue;
}
