import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { Call, CallInputOf, Caller, OutputOf } from '#shared/contract/operation.ts';
import { clusterdContract } from '#shared/clusterd/contract.ts';
import { clusterdEvents, type ClusterdEvents } from '#shared/clusterd/events.ts';
import type { EventOf } from '#shared/contract/events.ts';
import { COMMON_ERRORS } from '#shared/errors/catalogue.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { createClusterd, type Clusterd } from '../clusterd.ts';
import type { DocumentStore, Ports } from '../ports.ts';
import type { Secrets } from '../ports/secrets.ts';
import { createFakeBackups } from './fake-backups.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createFakeDigest } from './fake-digest.ts';
import { createFakeElektrads, type FakeElektrads } from './fake-elektrads.ts';
import { createFakeSealing } from './fake-sealing.ts';
import { createFakeRandom } from './fake-random.ts';
import { createMemoryDocumentStore } from './memory-document-store.ts';
import { createMemorySecrets } from './memory-secrets.ts';
import { recordingElektrads, type Recorded } from './recording-elektrads.ts';
import { createSilentLog } from './silent-log.ts';

const ADMIN: Caller = { id: 'local', name: 'ada@workstation', role: 'admin' };

export interface ClusterdUnderTest {
  readonly clusterd: Clusterd;
  readonly elektrads: FakeElektrads;
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly backups: ReturnType<typeof createFakeBackups>;
  /** Calls a handler as the dispatcher does: input validated, as an administrator, and no error but those that the operation lists. */
  call<Name extends keyof ClusterdContract>(
    operation: Name,
    input: CallInputOf<ClusterdContract[Name]>,
    call?: Partial<Call>,
  ): Promise<OutputOf<ClusterdContract[Name]>>;
  /** The events since the last time, checked against the contract. Lets a moment pass, in which events are gathered. */
  told(): readonly EventOf<ClusterdEvents>[];
}

/** Longer than events are gathered, in milliseconds. */
const A_MOMENT = 50;

/** What two clusterds over the same hosts, or one that starts again, do not have in common. */
interface OneOfSeveral {
  /** In the ids that it makes; a few letters. */
  readonly name?: string;
  readonly clock?: FakeClock;
  /** Is told of what it reads and writes. */
  readonly record?: (what: Recorded) => void;
}

/** A clusterd over fakes. Give `store` to start again on what another one left. */
export async function clusterdUnderTest(
  store: DocumentStore = createMemoryDocumentStore(),
  elektrads: FakeElektrads = createFakeElektrads(),
  secrets: Secrets = createMemorySecrets(),
  { name = '', clock = createFakeClock(), record }: OneOfSeveral = {},
): Promise<ClusterdUnderTest> {
  const backups = createFakeBackups();
  const ports: Ports = {
    store,
    elektrads: record === undefined ? elektrads : recordingElektrads(elektrads, record),
    secrets,
    sealing: createFakeSealing(),
    backups,
    clock,
    random: createFakeRandom(name),
    digest: createFakeDigest(),
    log: createSilentLog(),
  };
  const clusterd = await createClusterd(ports, {
    product: { name: 'elektra-web', version: '0.0.0' },
    owner: `ada@${name === '' ? 'workstation' : name}`,
    open: false,
  });
  const reader = clusterd.events.read({ role: 'admin', names: null, after: null, wake: () => undefined });
  return {
    clusterd,
    elektrads,
    clock,
    backups,
    told() {
      clock.advance(A_MOMENT);
      const told: EventOf<ClusterdEvents>[] = [];
      for (let message = reader.next(); message !== null; message = reader.next()) {
        if (message.kind === 'reload') throw new Error('More was told than is remembered.');
        const name = message.name as keyof ClusterdEvents;
        told.push({ name, data: clusterdEvents[name].data.parse(message.data) } as EventOf<ClusterdEvents>);
      }
      return told;
    },
    async call(operation, input, call = {}) {
      const handler = clusterd.handlers[operation] as (input: unknown, call: Call) => Promise<never>;
      const validated = clusterdContract[operation].input.parse(input);
      const signal = new AbortController().signal;
      return handler(validated, { caller: ADMIN, requestId: 'test', signal, ...call }).catch(refuseUnlisted(operation));
    },
  };
}

/** What an operation does not list would reach its caller as INTERNAL. */
function refuseUnlisted(operation: keyof ClusterdContract): (error: unknown) => never {
  const listed: readonly string[] = [...COMMON_ERRORS, ...clusterdContract[operation].errors];
  return (error) => {
    if (!isElektraError(error) || listed.includes(error.code)) throw error;
    throw new Error(`${operation} ended with ${error.code}, which it does not list.`, { cause: error });
  };
}
