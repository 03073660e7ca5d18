import * as z from 'zod';
import { defineCatalogue } from './define-catalogue.ts';

/** An instance as an error names it. */
const NamedInstance = z.strictObject({ id: z.string(), name: z.string(), host: z.string() });

/** What a certificate says of itself. Times are milliseconds since 1970 UTC; a `sha256` beside it is of its DER form, 64 hexadecimal digits. */
const CERTIFICATE = {
  subject: z.string(),
  issuer: z.string(),
  validFrom: z.int(),
  validTo: z.int(),
} as const;

/** The part of the catalogue that says why an instance cannot be had, reached or written to. */
export const INSTANCE_FAILURES = defineCatalogue({
  INSTANCE_HOST_INVALID: {
    status: 400,
    name: 'APIError',
    summary: 'The host is not an absolute http or https address. Write it like http://name:33333.',
    data: z.strictObject({ host: z.string(), reason: z.string() }),
  },
  INSTANCE_NOT_FOUND: {
    status: 404,
    name: 'InstanceNotFoundError',
    summary: 'There is no instance with this id. It may have been removed; reload the list.',
    data: z.strictObject({ id: z.string() }),
  },
  INSTANCE_ALREADY_EXISTS: {
    status: 409,
    name: 'APIError',
    summary: 'This host (or this id) is an instance already; the data names it. Hosts are compared in canonical form.',
    data: z.strictObject({
      existing: NamedInstance,
      /** True: what was written through the existing one was read at this address. It can be forced, as an instance that shares `user:`. */
      proven: z.boolean().optional(),
    }),
  },
  INSTANCE_MAY_EXIST: {
    status: 409,
    name: 'APIError',
    summary:
      'This may be the database of another instance, which the data names and which cannot be asked now, so nothing is written. Start that one and try again, or add it by force: it is read-only then until it is proven to be different.',
    data: z.strictObject({ existing: NamedInstance }),
  },
  INSTANCE_OWNED: {
    status: 409,
    name: 'APIError',
    summary:
      'Another clusterd, which the data names, manages this instance, so nothing is written from here. Write there, or take the instance over.',
    data: z.strictObject({ id: z.string(), owner: z.strictObject({ id: z.string(), name: z.string() }) }),
  },
  IDENTITY_CHANGED: {
    status: 409,
    name: 'APIError',
    summary:
      'The database at this address is not the one that was there, so nothing is written. Say whether the machine was reinstalled or this is another host.',
    data: z.strictObject({ id: z.string() }),
  },
  INSTANCE_PROTOCOL: {
    status: 502,
    name: 'APIError',
    summary: 'The host answers, but not like an elektrad. Check the address and the port.',
    data: z.strictObject({ host: z.string(), reason: z.string() }),
  },
  INSTANCE_CREDENTIALS: {
    status: 502,
    name: 'APIError',
    summary:
      'The instance cannot be used with its credentials: the host (401, 403) or its proxy (407) refuses them, or they are not in the store of secrets. Enter them again.',
    data: z.strictObject({ host: z.string(), by: z.enum(['host', 'proxy', 'store']) }),
  },
  CERTIFICATE_UNTRUSTED: {
    status: 502,
    name: 'APIError',
    summary:
      'Nobody who is trusted vouches for the certificate of the host. Compare its SHA-256 with that on the host and pin it, or give the certificate authority.',
    data: z.strictObject({ host: z.string(), sha256: z.string(), ...CERTIFICATE, reason: z.string() }),
  },
  CERTIFICATE_CHANGED: {
    status: 502,
    name: 'APIError',
    summary:
      'The host shows another certificate than the pinned one, so nothing was sent to it. Find out why before you pin the new one.',
    data: z.strictObject({ host: z.string(), expected: z.string(), actual: z.string(), ...CERTIFICATE }),
  },
  INSTANCE_UNREACHABLE: {
    status: 503,
    name: 'APIError',
    summary: 'The host does not answer. Check that elektrad runs there and that the network lets clusterd reach it.',
    data: z.strictObject({ host: z.string(), reason: z.string() }),
  },
  INSTANCE_TIMEOUT: {
    status: 504,
    name: 'APIError',
    summary: 'The host did not answer in time. After a write its outcome is unknown: read the key before trying again.',
    data: z.strictObject({ host: z.string(), seconds: z.number() }),
  },
});
