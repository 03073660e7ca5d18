import * as z from 'zod';

/** Visible characters of ASCII: what a header can carry everywhere. */
const HEADER_TEXT = /^[\x21-\x7e]+$/;

/**
 * What an elektrad, or a server in front of it, asks for. Write-only: it is in no answer. The words of its limits repeat nothing of it.
 * Basic: RFC 7617, in UTF-8. Bearer: RFC 6750.
 */
export const Credentials = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('basic'),
      username: z
        .string()
        .min(1)
        .max(256)
        .regex(/^[^\p{Cc}:]*$/u, 'a user name holds no colon and no control characters'),
      password: z
        .string()
        .max(1024)
        .regex(/^\P{Cc}*$/u, 'a password holds no control characters'),
    }),
    z.strictObject({
      kind: z.literal('bearer'),
      token: z.string().max(8192).regex(HEADER_TEXT, 'a token holds no blanks and nothing but ASCII'),
    }),
    z.strictObject({ kind: z.literal('none') }),
  ])
  .meta({ id: 'Credentials', writeOnly: true });
export type Credentials = z.output<typeof Credentials>;
