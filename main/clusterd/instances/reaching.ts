import type { ErrorCode } from '#shared/errors/catalogue.ts';
import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';
import type { ElektradVersion } from '#shared/model/elektrad-version.ts';
import type { InstanceSeen } from '#shared/model/instance.ts';
import type { Elektrad, ElektradTarget, ElektradTurn, Ports } from '../ports.ts';
import type { InstanceRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import type { CredentialStore } from './credentials.ts';
import { afterAnswer, afterFailure, sameButForLatency } from './seen.ts';

/** The registered instances as living things: their connections, and what is seen of them on the way. */
export interface Reaching {
  /** @throws ElektraError INSTANCE_NOT_FOUND */
  instance(id: string): InstanceRecord;
  /** The kept connection to an instance, with nothing noted and clusterd's own keys seen. @throws ElektraError INSTANCE_NOT_FOUND */
  connection(id: string): Elektrad;
  /** Runs `work` over the instance's connection, clusterd's own keys seen, and notes whether it answered. @throws ElektraError INSTANCE_NOT_FOUND and what `work` throws. */
  reach<T>(id: string, work: (elektrad: Elektrad) => Promise<T>): Promise<T>;
  /** The same in the instance's turn, at the host that it has when the turn begins: it may have been given another one while this waited. */
  turn<T>(id: string, work: (turn: ElektradTurn) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Notes an answer: online, and what it told of itself. */
  sawAnswer(id: string, latencyMs: number | null, version: ElektradVersion | null): void;
  /** Notes that it did not answer, or not as an elektrad that can be used. */
  sawFailure(id: string, error: ElektraError): void;
  /** Notes that it did not even answer to a question that waits behind no write, where a time limit passed is a failure too. */
  sawSilence(id: string, error: ElektraError): void;
}

/** After these nothing that the instance is asked will succeed. */
const UNUSABLE: readonly ErrorCode[] = [
  'INSTANCE_UNREACHABLE',
  'INSTANCE_PROTOCOL',
  'INSTANCE_CREDENTIALS',
  'CERTIFICATE_UNTRUSTED',
  'CERTIFICATE_CHANGED',
];

export function createReaching(
  registry: Registry,
  credentials: CredentialStore,
  { elektrads, clock, log }: Pick<Ports, 'elektrads' | 'clock' | 'log'>,
): Reaching {
  function instance(id: string): InstanceRecord {
    const record = registry.instances.get(id);
    if (record !== undefined) return record;
    throw new ElektraError(
      'INSTANCE_NOT_FOUND',
      `There is no instance with the id ${id}. It may have been removed; reload the list.`,
      {
        data: { id },
      },
    );
  }

  /** Only what is worth a synced write is stored; another latency is not. */
  function note(id: string, change: (seen: InstanceSeen) => InstanceSeen): void {
    const record = registry.instances.get(id);
    if (record === undefined) return;
    const seen = change(record.seen);
    if (sameButForLatency(record.seen, seen)) {
      if (record.seen.latencyMs !== seen.latencyMs) registry.instances.refresh(id, { ...record, seen });
      return;
    }
    registry
      .turn(async () => {
        const current = registry.instances.get(id);
        if (current === undefined) return null;
        const next = change(current.seen);
        // Of a hundred requests that fail at once only the first has something to tell.
        if (sameButForLatency(current.seen, next)) return null;
        // The disk is waited for outside the turn: when a thousand come back at once, one sync stores many.
        return { stored: registry.instances.putAtOnce(id, { ...current, seen: next }) };
      })
      .then((put) => put?.stored)
      .catch((error: unknown) =>
        log.warn({ instance: id, err: error }, 'what was seen of an instance could not be stored'),
      );
  }

  const connection = (id: string): Elektrad =>
    elektrads.connection(targetOf(registry, credentials, instance(id), (error) => reaching.sawSilence(id, error)));

  const reaching: Reaching = {
    instance,
    connection,
    async reach(id, work) {
      const elektrad = connection(id);
      try {
        const result = await work(elektrad);
        reaching.sawAnswer(id, null, null);
        return result;
      } catch (error) {
        // Its connection ends when it is removed.
        if (isElektraError(error, 'INSTANCE_UNREACHABLE')) instance(id);
        if (isElektraError(error)) reaching.sawFailure(id, error);
        throw error;
      }
    },
    async turn(id, work, signal) {
      for (;;) {
        const { canonicalHost } = instance(id);
        const done = await reaching.reach(id, (elektrad) =>
          elektrad.turn(async (turn) => {
            if (instance(id).canonicalHost !== canonicalHost) return null;
            return { result: await work(turn) };
          }, signal),
        );
        if (done !== null) return done.result;
      }
    },
    sawAnswer(id, latencyMs, version) {
      if (latencyMs === null && version === null && registry.instances.get(id)?.seen.state === 'online') return;
      note(id, (seen) => afterAnswer(seen, latencyMs, version, clock.now()));
    },
    sawFailure(id, error) {
      if (UNUSABLE.includes(error.code)) reaching.sawSilence(id, error);
    },
    sawSilence(id, error) {
      note(id, (seen) => afterFailure(seen, error, clock.now()));
    },
  };
  return reaching;
}

function targetOf(
  registry: Registry,
  credentials: CredentialStore,
  record: InstanceRecord,
  unreadable: (error: ElektraError) => void,
): ElektradTarget {
  return {
    id: record.id,
    host: record.host,
    connection: record.connection,
    credentialsId: record.credentialsId,
    async readCredentials() {
      try {
        return await credentials.read(record);
      } catch (error) {
        // Nothing that it is asked will succeed; the next question reads them again.
        if (isElektraError(error, 'STORAGE_FAILED')) unreadable(error);
        throw error;
      }
    },
    session: record.session,
    async saveSession(session: string) {
      const put = await registry.turn(async () => {
        const current = registry.instances.get(record.id);
        if (current === undefined || current.canonicalHost !== record.canonicalHost) return null;
        return { stored: registry.instances.putAtOnce(record.id, { ...current, session }) };
      });
      await put?.stored;
    },
  };
}
