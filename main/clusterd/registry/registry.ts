import type { Document, Ports } from '../ports.ts';
import { openChanges, type Changes } from './changes.ts';
import { ClusterRecord, DeliveryRecord, SettingRecord, TombstoneRecord } from './cluster-records.ts';
import { createClusterView, type ClusterView } from './cluster-view.ts';
import { openCollection, type Collection } from './collection.ts';
import { createInstanceIndex, type InstanceIndex } from './instance-index.ts';
import { CodeEntry, InstanceRecord, NoteEntry, SelfEntry, SessionEntry, TokenEntry } from './records.ts';
import { RolloutRecord } from './rollout-record.ts';
import { upgradeStore } from './schema.ts';
import { sealedDeliveries, sealedSettings } from './sealed-forms.ts';
import { createSealedValues, readyAtStart } from './sealed-values.ts';
import { createSecretKeys, type SecretKeys } from './secret-keys.ts';
import { createSecretValues } from './secret-values.ts';
import { holdsSecrets } from './stored-secrets.ts';
import { openTakenKeys, type TakenKeys } from './taken-keys.ts';
import { createTurns, type Turn } from './turns.ts';

/** What clusterd remembers. Reads are from memory; a check and the write that it guards share one `turn`. */
export interface Registry {
  readonly instances: Collection<InstanceRecord>;
  readonly index: InstanceIndex;
  /** Clusters, what they set, and who is in them. Changed by `changes.commit` alone. */
  readonly clusters: ClusterView;
  readonly changes: Changes;
  /** Which keys are secret by what clusters set. */
  readonly secrets: SecretKeys;
  /** How far deliveries are, by instance id. */
  readonly deliveries: Collection<DeliveryRecord>;
  /** By the number of the change. */
  readonly rollouts: Collection<RolloutRecord>;
  /** What was there before clusters took keys. */
  readonly taken: TakenKeys;
  /** By token id. */
  readonly tokens: Collection<TokenEntry>;
  /** By the digest of the session's secret. */
  readonly sessions: Collection<SessionEntry>;
  /** By the digest of the code. */
  readonly codes: Collection<CodeEntry>;
  /** What happened once, by name. */
  readonly notes: Collection<NoteEntry>;
  /** Which clusterd this is, under one fixed name. */
  readonly self: Collection<SelfEntry>;
  readonly turn: Turn;
}

type RegistryPorts = Pick<Ports, 'store' | 'sealing' | 'clock' | 'log'>;

/** @throws StartRefused when the data is newer than this program or damaged. */
export async function openRegistry(ports: RegistryPorts): Promise<Registry> {
  const { store, sealing, clock, log } = ports;
  const documents = await upgradeStore(store);
  const of = byKind(documents);
  const turn = createTurns();
  const values = createSealedValues(sealing);
  if (holdsSecrets(documents)) await readyAtStart(values);
  const known: SecretKeys = { has: (key) => secrets.has(key) };
  const collections = {
    instances: openCollection('instance', InstanceRecord, store, of('instance')),
    clusters: openCollection('cluster', ClusterRecord, store, of('cluster')),
    settings: openCollection('setting', SettingRecord, store, of('setting'), sealedSettings(values, known)),
    tombstones: openCollection('tombstone', TombstoneRecord, store, of('tombstone')),
  };
  const { instances, settings } = collections;
  const secrets = createSecretKeys(settings);
  const deliveries = openCollection('delivery', DeliveryRecord, store, of('delivery'), sealedDeliveries(values, known));
  const changes = await openChanges({
    ...{ store, documents, collections, turn, clock, log },
    secrets: createSecretValues({ values, known: secrets, settings, deliveries }),
  });
  return {
    instances,
    clusters: createClusterView(collections),
    changes,
    secrets,
    deliveries,
    rollouts: openCollection('rollout', RolloutRecord, store, of('rollout')),
    taken: openTakenKeys(store, documents, log),
    index: createInstanceIndex(instances),
    tokens: openCollection('token', TokenEntry, store, of('token')),
    sessions: openCollection('session', SessionEntry, store, of('session')),
    codes: openCollection('code', CodeEntry, store, of('code')),
    notes: openCollection('note', NoteEntry, store, of('note')),
    self: openCollection('self', SelfEntry, store, of('self')),
    turn,
  };
}

/** Each collection looks at its own documents alone. */
function byKind(documents: readonly Document[]): (kind: string) => readonly Document[] {
  const kinds = new Map<string, Document[]>();
  for (const document of documents) {
    const kind = document._id.slice(0, document._id.indexOf('/'));
    const of = kinds.get(kind);
    if (of === undefined) kinds.set(kind, [document]);
    else of.push(document);
  }
  return (kind) => kinds.get(kind) ?? [];
}
