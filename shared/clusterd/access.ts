import * as z from 'zod';
import { defineContract } from '../contract/operation.ts';
import { ROLES } from '../contract/roles.ts';
import { InstanceId } from '../model/instance.ts';
import { ShownName } from '../model/shown-name.ts';

/** The last moment that a Date can hold (ECMAScript, 21.4.1.1). */
const LAST_MOMENT = 8_640_000_000_000_000;

const RoleSchema = z.enum(ROLES);

/** Who is signed in, for the page that shows it. */
export const Who = z
  .strictObject({
    name: z.string(),
    role: RoleSchema,
    /** When the sign-in ends, in milliseconds since 1970 UTC; null: with the token, or never. */
    expiresAt: z.int().nullable(),
    /** True when clusterd runs with --no-auth: there is nobody to sign out. */
    open: z.boolean(),
    /** The instance on which the interface opens, in single-instance mode; null: on the whole fleet. */
    opensOn: InstanceId.nullable(),
  })
  .meta({ id: 'Who' });

/** An access token, without its secret. */
export const TokenRecord = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    role: RoleSchema,
    createdAt: z.int(),
    expiresAt: z.int().nullable(),
  })
  .meta({ id: 'TokenRecord' });
export type TokenRecord = z.output<typeof TokenRecord>;

export const accessOperations = defineContract({
  'session.create': {
    summary: 'Sign in with an access token or with the one-time code of a sign-in link.',
    kind: 'command',
    role: 'public',
    http: { method: 'POST', path: '/api/session', body: 'rest', success: 201, cookie: 'secret' },
    input: z.strictObject({ token: z.string().max(200).optional(), code: z.string().max(200).optional() }),
    /** `secret` becomes the session cookie and is in no body. */
    output: Who.extend({ secret: z.string().nullable().optional() }),
    errors: [],
  },
  'session.get': {
    summary: 'Who is signed in, and with which role.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'GET', path: '/api/session', success: 200 },
    input: z.strictObject({}),
    output: Who,
    errors: [],
  },
  'session.remove': {
    summary: 'Sign out: the session ends and its cookie is cleared.',
    kind: 'command',
    role: 'viewer',
    http: { method: 'DELETE', path: '/api/session', success: 200, cookie: 'secret' },
    input: z.strictObject({}),
    output: z.strictObject({ secret: z.null().optional() }),
    errors: [],
  },
  'session.link': {
    summary: 'Make a one-time code for a sign-in link; it opens a session of an administrator and lasts 15 minutes.',
    kind: 'command',
    role: 'admin',
    http: { method: 'POST', path: '/api/session/links', success: 201 },
    input: z.strictObject({}),
    output: z.strictObject({ code: z.string(), expiresAt: z.int() }),
    errors: [],
  },
  'tokens.list': {
    summary: 'List the access tokens, without their secrets.',
    kind: 'query',
    role: 'admin',
    http: { method: 'GET', path: '/api/tokens', success: 200 },
    input: z.strictObject({}),
    output: z.array(TokenRecord),
    errors: [],
  },
  'tokens.create': {
    summary: 'Make an access token. The secret is in this answer and nowhere else.',
    kind: 'command',
    role: 'admin',
    http: { method: 'POST', path: '/api/tokens', body: 'rest', success: 201 },
    input: z.strictObject({
      name: ShownName,
      role: RoleSchema,
      /** In milliseconds since 1970 UTC; left out or null: it does not expire. */
      expiresAt: z.int().max(LAST_MOMENT).nullable().default(null),
    }),
    output: TokenRecord.extend({ token: z.string() }),
    errors: [],
  },
  'tokens.remove': {
    summary: 'Revoke an access token, and end the sessions that were made with it.',
    kind: 'command',
    role: 'admin',
    http: { method: 'DELETE', path: '/api/tokens/:id', success: 200 },
    input: z.strictObject({ id: z.string().min(1).max(64) }),
    output: z.strictObject({ id: z.string() }),
    errors: ['TOKEN_NOT_FOUND'],
  },
});
