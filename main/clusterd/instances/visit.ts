import type { Credentials } from '#shared/model/credentials.ts';
import type { ReadKeys } from '../identity/marker.ts';
import type { Elektrads } from '../ports.ts';
import type { Address } from './address.ts';

/** Nobody aborts it; the time limits of reads end it. */
const UNWATCHED = new AbortController().signal;

/** A connection to an address at which no instance is registered yet, only to read there. */
export interface Visit {
  readonly read: ReadKeys;
  /** The session that was opened there, for the instance to go on with. */
  session(): string | null;
  end(): Promise<void>;
}

interface Visited {
  /** Of the instance that may come to be there. */
  readonly id: string;
  readonly address: Address;
  readonly credentialsId: string | null;
  readonly readCredentials: () => Promise<Credentials>;
}

export function visit(
  elektrads: Pick<Elektrads, 'connection' | 'forget'>,
  { id, address, credentialsId, readCredentials }: Visited,
): Visit {
  // No id of an instance has a slash.
  const visitId = `visit/${id}`;
  let session: string | null = null;
  const { host, connection } = address;
  const elektrad = elektrads.connection({
    id: visitId,
    host,
    connection,
    credentialsId,
    readCredentials,
    session,
    saveSession: async (cookie) => {
      session = cookie;
    },
  });
  return {
    read: (names) => elektrad.readMany(names, UNWATCHED),
    session: () => session,
    end: () => elektrads.forget(visitId),
  };
}
