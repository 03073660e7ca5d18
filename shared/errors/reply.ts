import * as z from 'zod';
import { errorFromBody, type ErrorBody } from './elektra-error.ts';

/** The envelope that carries an outcome over a boundary which would lose an error's fields (IPC, HTTP). */
export type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ErrorBody };

/** The form of `{"error": …}` in an HTTP answer. */
export const ErrorEnvelope = z.object({
  error: z.object({
    code: z.string(),
    name: z.string(),
    message: z.string(),
    data: z.unknown().optional(),
    requestId: z.string().optional(),
  }),
});

/** The value of a reply. @throws ElektraError when the reply is a failure. */
export function valueOf(reply: Reply): unknown {
  if (reply.ok) return reply.value;
  throw errorFromBody(reply.error);
}
