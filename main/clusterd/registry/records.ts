import * as z from 'zod';
import { ROLES } from '#shared/contract/roles.ts';
import { OWN_STORE } from '#shared/elektrad/contract.ts';
import { Instance, InstanceId, type InstanceDelivery } from '#shared/model/instance.ts';

/** An instance as it is stored: what everybody sees, and what only clusterd needs. */
export const InstanceRecord = Instance.omit({ ownStore: true, hasCredentials: true, delivery: true }).extend({
  /** The number of the change that put it into its cluster or took it out of one; 0: none has. */
  placedNumber: z.int(),
  /** The host, with the proxy it is reached through, in the form by which they are compared; unique over all instances. */
  canonicalHost: z.string(),
  /** The value of the session cookie kept with this elektrad. */
  session: z.string().nullable(),
  /** Names its credentials in the store of secrets. */
  credentialsId: z.string().nullable(),
  marker: z.strictObject({
    /** The id of the database that its marker has to name; null while none is known. */
    database: z.string().nullable(),
    /** A missing marker is to be written. */
    wanted: z.boolean(),
    /** The instance that it was proven to be different from, although its data names that one's database. */
    differsFrom: InstanceId.nullable(),
    /** It comes from a backup and was not claimed since: its marker may name the clusterd that the backup was made of. */
    inherited: z.boolean(),
  }),
});
export type InstanceRecord = z.output<typeof InstanceRecord>;

export const TokenEntry = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  digest: z.string(),
  createdAt: z.int(),
  expiresAt: z.int().nullable(),
});
export type TokenEntry = z.output<typeof TokenEntry>;

/** Stored under the digest of its secret, like a one-time code. */
export const SessionEntry = z.strictObject({
  name: z.string(),
  role: z.enum(ROLES),
  /** The token it was made with, whose end is its end; null: made by a sign-in link. */
  tokenId: z.string().nullable(),
  createdAt: z.int(),
  expiresAt: z.int(),
});
export type SessionEntry = z.output<typeof SessionEntry>;

export const CodeEntry = z.strictObject({ expiresAt: z.int() });
export type CodeEntry = z.output<typeof CodeEntry>;

/** That something which happens once has happened. */
export const NoteEntry = z.strictObject({
  at: z.int(),
  /** Of the note on the local elektrad: the canonical hosts at which our own store was last put. */
  ownHosts: z.array(z.string()).optional(),
});
export type NoteEntry = z.output<typeof NoteEntry>;

/** The id by which markers name this clusterd; made once, and again when the registry is restored from a backup. `formerIds`: those before. */
export const SelfEntry = z.strictObject({ id: z.string(), formerIds: z.array(z.string()) });
export type SelfEntry = z.output<typeof SelfEntry>;

/** The marker of an instance of which nothing is known yet. */
export const NO_MARKER: InstanceRecord['marker'] = {
  database: null,
  wanted: true,
  differsFrom: null,
  inherited: false,
};

/** What leaves clusterd of an instance. */
export function publicInstance(record: InstanceRecord, delivery: InstanceDelivery): Instance {
  // Field by field: asked of every instance of a list, and copying what is left over takes ten times as long.
  return {
    id: record.id,
    name: record.name,
    host: record.host,
    description: record.description,
    visibility: record.visibility,
    tags: record.tags,
    clusterId: record.clusterId,
    connection: record.connection,
    createdAt: record.createdAt,
    seen: record.seen,
    identity: record.identity,
    hasCredentials: record.credentialsId !== null,
    ownStore: hasOwnStore(record),
    delivery,
  };
}

/** Whether many of its keys are read in one request. */
export function readsManyAtOnce(record: InstanceRecord): boolean {
  return record.seen.capabilities.includes('read-many');
}

export function hasOwnStore(record: InstanceRecord): boolean {
  return record.seen.capabilities.includes(OWN_STORE);
}
