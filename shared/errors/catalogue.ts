import * as z from 'zod';
import { KeyState } from '../model/key.ts';
import { KeyLock } from '../model/key-lock.ts';
import { defineCatalogue } from './define-catalogue.ts';
import { INSTANCE_FAILURES } from './instance-failures.ts';

/**
 * Every error a person or a program can meet, once. `name` is what the old API called it (kept for its clients), `summary` says what it means and what
 * to do; a thrown error carries its own sentence. `data` is what a program may rely on.
 */
export const ERROR_CATALOGUE = defineCatalogue({
  INVALID_INPUT: {
    status: 400,
    name: 'APIError',
    summary: 'The request does not fit the operation. Correct the fields named in the data and send it again.',
    data: z.strictObject({ issues: z.array(z.strictObject({ path: z.string(), message: z.string() })) }),
  },
  KEY_NAME_INVALID: {
    status: 400,
    name: 'APIError',
    summary: 'The key name is not one Elektra allows. Correct the part named in the message.',
    data: z.strictObject({ key: z.string(), reason: z.string() }),
  },
  QUERY_INVALID: {
    status: 400,
    name: 'APIError',
    summary:
      'The search is not a valid regular expression (RE2 syntax). Correct it, or escape special characters with a backslash.',
    data: z.strictObject({ query: z.string(), reason: z.string() }),
  },
  UNAUTHENTICATED: {
    status: 401,
    name: 'Unauthorized',
    summary:
      'Nobody is signed in, or the sign-in has expired. Open a new sign-in link (elektra-web sign-in) or send a valid token.',
  },
  FORBIDDEN: {
    status: 403,
    name: 'Forbidden',
    summary: 'The role of this sign-in does not allow the act, or the request came from a place that may not send it.',
    data: z.strictObject({ needs: z.string() }).partial(),
  },
  KEY_RESTRICTED: {
    status: 403,
    name: 'Forbidden',
    summary: 'The metadata of the key forbids writing or removing it (restrict/write, restrict/remove).',
    data: z.strictObject({ key: z.string(), restriction: z.string() }),
  },
  KEY_NOT_FOUND: {
    status: 404,
    name: 'KeyNotFoundError',
    summary: 'The key does not exist, and the act needs one that does.',
    data: z.strictObject({ key: z.string() }),
  },
  TOKEN_NOT_FOUND: {
    status: 404,
    name: 'NotFound',
    summary: 'There is no access token with this id. It may have been revoked already.',
    data: z.strictObject({ id: z.string() }),
  },
  CLUSTER_NOT_FOUND: {
    status: 404,
    name: 'ClusterNotFoundError',
    summary: 'There is no cluster with this id. It may have been removed; reload the list.',
    data: z.strictObject({ id: z.string() }),
  },
  ROLLOUT_NOT_FOUND: {
    status: 404,
    name: 'NotFound',
    summary: 'There is no rollout with this id, or it is too old to be kept.',
    data: z.strictObject({ id: z.string() }),
  },
  NOT_FOUND: {
    status: 404,
    name: 'NotFound',
    summary: 'There is nothing at this address. The document at /api/openapi.json lists all addresses.',
  },
  INSTANCE_ALREADY_IN_CLUSTER: {
    status: 409,
    name: 'InstanceAlreadyInClusterError',
    summary:
      'The instance is in a cluster, which the data names. Take it out of there, or move it from there by force.',
    data: z.strictObject({
      instanceId: z.string(),
      cluster: z.strictObject({ id: z.string(), name: z.string() }),
    }),
  },
  INSTANCE_NOT_IN_CLUSTER: {
    status: 409,
    name: 'APIError',
    summary: 'The instance is not in this cluster. Reload its members.',
    data: z.strictObject({ instanceId: z.string(), clusterId: z.string() }),
  },
  CLUSTER_ALREADY_EXISTS: {
    status: 409,
    name: 'APIError',
    summary: 'A cluster has this id already. Leave the id out, or choose another.',
    data: z.strictObject({ existing: z.strictObject({ id: z.string(), name: z.string() }) }),
  },
  CLUSTER_NAME_TAKEN: {
    status: 409,
    name: 'APIError',
    summary: 'A cluster at the same place in the tree has this name already. Choose another name.',
    data: z.strictObject({ existing: z.strictObject({ id: z.string(), name: z.string() }) }),
  },
  CLUSTER_NOT_EMPTY: {
    status: 409,
    name: 'APIError',
    summary: 'The cluster has members, or clusters below it. Remove it by force: members leave, clusters move up.',
    data: z.strictObject({ members: z.int(), children: z.int() }),
  },
  CLUSTER_CYCLE: {
    status: 409,
    name: 'APIError',
    summary: 'A cluster cannot be below itself. Choose another parent.',
    data: z.strictObject({ clusterId: z.string(), parentId: z.string() }),
  },
  SETTING_CONFLICT: {
    status: 409,
    name: 'APIError',
    summary:
      'Other clusters set these keys already. What is set above cannot be set here; what is set below can be taken over by force.',
    data: z.strictObject({
      conflicts: z.array(
        z.strictObject({
          key: z.string(),
          clusterId: z.string(),
          where: z.enum(['above', 'below']),
          by: z.string(),
          at: z.int(),
        }),
      ),
    }),
  },
  PLAN_OUTDATED: {
    status: 409,
    name: 'APIError',
    summary:
      'What the plan was made from has changed, or the plan is too old. Nothing was changed; make a new plan and look at it.',
    data: z.strictObject({ hash: z.string() }),
  },
  KEY_LOCKED: {
    status: 423,
    name: 'APIError',
    summary:
      'A cluster of this instance sets the key, so it can only be changed there; the data names cluster, key, person and time.',
    data: KeyLock,
  },
  VERSION_CONFLICT: {
    status: 409,
    name: 'APIError',
    summary: 'The key was changed since it was read. The data holds both sides: take theirs, keep yours, or edit.',
    data: z.strictObject({
      key: z.string(),
      theirs: KeyState,
      /** What was to be written, a metakey that was to go as null; null: the key was to be removed. */
      yours: z
        .strictObject({ value: z.string().optional(), meta: z.record(z.string(), z.string().nullable()).optional() })
        .nullable(),
    }),
  },
  TARGET_EXISTS: {
    status: 409,
    name: 'APIError',
    summary: 'There is a key at the target already. Choose another name.',
    data: z.strictObject({ key: z.string() }),
  },
  TOO_LARGE: {
    status: 413,
    name: 'APIError',
    summary: 'The request, the value or the answer is larger than the limit named in the message.',
    data: z.strictObject({ limit: z.int() }).partial(),
  },
  ELEKTRA_REJECTED: {
    status: 422,
    name: 'ElektraError',
    summary: 'Elektra refused the change. Number, description and reason are its own words; the value was not stored.',
    data: z.strictObject({
      number: z.string().nullable(),
      description: z.string().nullable(),
      reason: z.string(),
      mountPoint: z.string().nullable(),
      file: z.string().nullable(),
      key: z.string().nullable(),
    }),
  },
  VALUE_NOT_CARRIED: {
    status: 422,
    name: 'APIError',
    summary:
      'The elektrad of this instance cannot carry this value unharmed (binary, null, or a zero byte), so nothing was written.',
    data: z.strictObject({ key: z.string(), reason: z.string() }),
  },
  RATE_LIMITED: {
    status: 429,
    name: 'TooManyRequests',
    summary: 'Too many failed attempts. Wait for the time the answer names and try again.',
    data: z.strictObject({ retryAfterSeconds: z.int() }).partial(),
  },
  INTERNAL: {
    status: 500,
    name: 'InternalError',
    summary: 'A fault in Elektra Web. The log of clusterd has the details under the request id.',
  },
  STORAGE_FAILED: {
    status: 507,
    name: 'StorageError',
    summary:
      'The change could not be stored durably (the disk is full or fails), so it was not made. Free space and try again.',
    data: z.strictObject({ reason: z.string() }),
  },
  SECRETS_NOT_MOVED: {
    status: 409,
    name: 'APIError',
    summary:
      'The secrets stay where they are: clusterd was started with --secrets, or the other store cannot be used. The message says which and what to do.',
    data: z.strictObject({ reason: z.string() }),
  },
  PREFERENCE_LOCKED: {
    status: 403,
    name: 'Forbidden',
    summary:
      'The administrator of this machine has set this preference. Ask for it to be changed in the file named in the data.',
    data: z.strictObject({ preferences: z.array(z.string()), file: z.string() }),
  },
  REMOTE_UNREACHABLE: {
    status: 503,
    name: 'APIError',
    summary:
      'No clusterd answers at this address. Check the address, and that clusterd runs there and listens beyond its own machine.',
    data: z.strictObject({ url: z.string(), reason: z.string() }),
  },
  REMOTE_REFUSED: {
    status: 502,
    name: 'APIError',
    summary:
      'The clusterd there lets nobody in with this token, or cannot be used by this program. Make a new token there, or do as the message says.',
    data: z.strictObject({ url: z.string(), reason: z.string() }),
  },
  REMOTE_FOREIGN: {
    status: 502,
    name: 'APIError',
    summary: 'No clusterd answers at this address, but something else does. Do as the message says.',
    data: z.strictObject({
      url: z.string(),
      /** `tls`: it wants https; `no-tls`: it has no TLS; `path`: clusterd is at another path. */
      what: z.enum(['elektrad', 'page', 'path', 'tls', 'no-tls', 'gateway', 'sign-in', 'other']),
      reason: z.string(),
      /** Where clusterd may be instead. */
      address: z.string().nullable(),
    }),
  },
  BACKUP_REFUSED: {
    status: 409,
    name: 'APIError',
    summary: 'The backup could not be written as asked. Choose another file or passphrase, as the message says.',
    data: z.strictObject({ reason: z.string() }),
  },
  BACKUP_EXISTS: {
    status: 409,
    name: 'APIError',
    summary:
      'There is a file of this name already, so nothing was written. Choose another name, or say that it is to be replaced.',
    data: z.strictObject({ file: z.string() }),
  },
  ...INSTANCE_FAILURES,
});

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** What any operation may end with, so that no operation has to list it. */
export const COMMON_ERRORS = [
  'INVALID_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'TOO_LARGE',
  'RATE_LIMITED',
  'INTERNAL',
  'STORAGE_FAILED',
] as const satisfies readonly ErrorCode[];

/** What a code's `data` is; `undefined` for codes without. */
export type ErrorData<C extends ErrorCode> = (typeof ERROR_CATALOGUE)[C] extends {
  readonly data: infer D extends z.ZodType;
}
  ? z.output<D>
  : undefined;

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CATALOGUE, code);
}
