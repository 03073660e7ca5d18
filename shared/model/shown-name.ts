import * as z from 'zod';

/** A name by which people tell things apart in a list: something of it can be seen, and it stays on its line. */
export const ShownName = z
  .string()
  .trim()
  .min(1, 'give a name')
  .max(200)
  .refine((name) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name), 'use no control characters')
  .refine((name) => /[^\p{C}\p{Z}]/u.test(name), 'give a name that can be seen');
