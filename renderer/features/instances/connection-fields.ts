import type { ConnectionChange } from '#shared/model/connection-change.ts';
import { Credentials } from '#shared/model/credentials.ts';
import { canonicalHost, parseHost } from '#shared/model/host.ts';
import type { ConnectionOptions, Instance } from '#shared/model/instance.ts';

/** What a person says of the credentials; `keep` leaves those that are stored, which nobody can read. */
export const CREDENTIAL_KINDS = ['keep', 'none', 'basic', 'bearer'] as const;

/** The connection of an instance as it stands in a form. Empty texts are options that are not used. */
export interface ConnectionFields {
  kind: string;
  username: string;
  password: string;
  token: string;
  ca: string;
  /** 64 hexadecimal digits. */
  pinnedCertificate: string;
  proxy: string;
}

export function connectionFieldsOf(instance: Instance | undefined): ConnectionFields {
  const { ca, pinnedCertificate, proxy } = instance?.connection ?? { ca: null, pinnedCertificate: null, proxy: null };
  return {
    kind: instance?.hasCredentials === true ? 'keep' : 'none',
    username: '',
    password: '',
    token: '',
    ca: ca ?? '',
    pinnedCertificate: pinnedCertificate ?? '',
    proxy: proxy ?? '',
  };
}

/**
 * Whether the stored credentials stay with the instance: they are never sent to another host or over another proxy than those they were given for.
 */
export function mayKeep(instance: Instance | undefined, host: string, proxy: string): boolean {
  if (instance?.hasCredentials !== true) return false;
  const sameHost = parseHost(host).ok && canonicalHost(host) === canonicalHost(instance.host);
  return sameHost && proxy.trim() === (instance.connection.proxy ?? '');
}

/** What is sent of the credentials; undefined: they stay as they are. */
export function credentialsOf({ kind, username, password, token }: ConnectionFields): Credentials | undefined {
  if (kind === 'basic') return { kind, username, password };
  if (kind === 'bearer') return { kind, token: token.trim() };
  return kind === 'none' ? { kind } : undefined;
}

/** What is wrong with the credentials, as a key of the messages `instance.connection.problem`. */
export function credentialsProblem(fields: ConnectionFields): 'missing' | 'characters' | null {
  const { kind, username, token } = fields;
  if ((kind === 'basic' && username === '') || (kind === 'bearer' && token.trim() === '')) return 'missing';
  const credentials = credentialsOf(fields);
  return credentials === undefined || Credentials.safeParse(credentials).success ? null : 'characters';
}

/** The options that differ from those before, null where one goes. */
export function connectionChangeOf(fields: ConnectionFields, before: ConnectionOptions | undefined): ConnectionChange {
  const changed = (text: string, old: string | null | undefined) => (text.trim() || null) !== (old ?? null);
  return {
    ...(changed(fields.ca, before?.ca) ? { ca: fields.ca.trim() || null } : {}),
    ...(changed(fields.pinnedCertificate, before?.pinnedCertificate)
      ? { pinnedCertificate: fields.pinnedCertificate.trim() || null }
      : {}),
    ...(changed(fields.proxy, before?.proxy) ? { proxy: fields.proxy.trim() || null } : {}),
  };
}

/** A SHA-256 in groups of four digits, as people compare them. */
export function groupedDigits(sha256: string): string {
  return sha256.replace(/(.{4})(?=.)/g, '$1 ');
}
