import * as z from 'zod';
import { ShownName } from './shown-name.ts';

/** From the most to the least exposed: an instance shows the keys at or above its level. */
export const VISIBILITIES = ['critical', 'important', 'user', 'advanced', 'developer', 'internal'] as const;
export const Visibility = z.enum(VISIBILITIES);
export type Visibility = z.output<typeof Visibility>;

/** Old clients choose ids of their own, so it is any short text that is safe in a path. */
export const InstanceId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'use 1 to 64 letters, digits, - or _')
  .brand('InstanceId');
export type InstanceId = z.output<typeof InstanceId>;

export const InstanceName = ShownName;

export const Tags = z.array(z.string().trim().min(1).max(64)).max(64);

/** What an elektrad can do beyond the field's protocol, as it announces in `/version`. */
export const Capability = z.string().max(64);

export const INSTANCE_STATES = ['online', 'offline', 'unknown'] as const;

/** What was last seen of an instance. Times are milliseconds since 1970 UTC. */
export const InstanceSeen = z
  .strictObject({
    state: z.enum(INSTANCE_STATES),
    /** Since when the state is what it is; null while nothing was ever seen. */
    since: z.int().nullable(),
    latencyMs: z.number().nullable(),
    elektraVersion: z.string().nullable(),
    /** The elektrad's own id; null for the field's elektrad, which has none. */
    elektradId: z.string().nullable(),
    capabilities: z.array(Capability),
    lastError: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'InstanceSeen' });
export type InstanceSeen = z.output<typeof InstanceSeen>;

/** How clusterd reaches the host. Secrets are never part of it. */
export const ConnectionOptions = z.strictObject({
  /** PEM; trusted for this instance in place of the system's certificate authorities. */
  ca: z.string().nullable(),
  /**
   * SHA-256 of the one certificate that is accepted (of its DER form, as `openssl x509 -fingerprint -sha256` shows it), 64 hexadecimal digits in lower
   * case. It is trusted for what it is: issuer, names and dates are not looked at.
   */
  pinnedCertificate: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  /** URL of the HTTP proxy. */
  proxy: z.string().nullable(),
});
export type ConnectionOptions = z.output<typeof ConnectionOptions>;

/** How far what its cluster sets has come to an instance: numbers of keys. All 0 for one that is in no cluster. */
export const InstanceDelivery = z
  .strictObject({
    /** Not delivered yet. */
    pending: z.int(),
    /** Refused by the instance. */
    rejected: z.int(),
    /** Found to be something else than what was delivered. */
    drifted: z.int(),
    /** Why something is pending, for people; null when nothing is. */
    reason: z.string().nullable(),
  })
  .meta({ id: 'InstanceDelivery' });
export type InstanceDelivery = z.output<typeof InstanceDelivery>;

export const NOTHING_TO_DELIVER: InstanceDelivery = { pending: 0, rejected: 0, drifted: 0, reason: null };

/**
 * Whose database is behind an instance, as far as is known. proven: its marker is there and ours. unproven: it has no marker, because none was wanted
 * or could be written yet. sharesUser: proven to be that of another instance, and taken all the same. These three are written to, the others are not:
 * mayBe: perhaps that of another instance. changed: the marker is gone or another one. owned: another clusterd manages it.
 */
export const IDENTITY_STATES = ['proven', 'unproven', 'sharesUser', 'mayBe', 'changed', 'owned'] as const;

/** A clusterd, as markers name it. `name` is for people. */
export const ClusterdSelf = z.strictObject({ id: z.string(), name: z.string() });
export type ClusterdSelf = z.output<typeof ClusterdSelf>;

export const InstanceIdentity = z
  .strictObject({
    state: z.enum(IDENTITY_STATES),
    /** The other clusterd; only for `owned`. */
    owner: ClusterdSelf.nullable(),
    /** The other instance; only for `mayBe` and `sharesUser`. */
    other: InstanceId.nullable(),
  })
  .meta({ id: 'InstanceIdentity' });
export type InstanceIdentity = z.output<typeof InstanceIdentity>;

export const UNPROVEN: InstanceIdentity = { state: 'unproven', owner: null, other: null };

export const Instance = z
  .strictObject({
    id: InstanceId,
    name: z.string(),
    /** As given, and used for connecting. */
    host: z.string(),
    description: z.string(),
    visibility: Visibility,
    tags: z.array(z.string()),
    /** The one cluster it is in, or none. */
    clusterId: z.string().nullable(),
    connection: ConnectionOptions,
    hasCredentials: z.boolean(),
    /** True for the store that this program itself keeps, which other programs of the host do not read. */
    ownStore: z.boolean(),
    createdAt: z.int(),
    seen: InstanceSeen,
    identity: InstanceIdentity,
    delivery: InstanceDelivery,
  })
  .meta({ id: 'Instance' });
export type Instance = z.output<typeof Instance>;
