import type { Document } from '../ports.ts';

/** In the order of their ids, to compare what has no order. */
export const byId = (documents: Iterable<Document>): readonly Document[] =>
  [...documents].sort((a, b) => (a._id < b._id ? -1 : 1));
