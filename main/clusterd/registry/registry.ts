import type { DocumentStore } from '../ports.ts';
import { openCollection, type Collection } from './collection.ts';
import { createInstanceIndex, type InstanceIndex } from './instance-index.ts';
import { CodeEntry, InstanceRecord, NoteEntry, SessionEntry, TokenEntry } from './records.ts';
import { upgradeStore } from './schema.ts';
import { createTurns, type Turn } from './turns.ts';

/** What clusterd remembers. Reads are from memory; a check and the write that it guards share one `turn`. */
export interface Registry {
  readonly instances: Collection<InstanceRecord>;
  readonly index: InstanceIndex;
  /** By token id. */
  readonly tokens: Collection<TokenEntry>;
  /** By the digest of the session's secret. */
  readonly sessions: Collection<SessionEntry>;
  /** By the digest of the code. */
  readonly codes: Collection<CodeEntry>;
  /** What happened once, by name. */
  readonly notes: Collection<NoteEntry>;
  readonly turn: Turn;
}

/** @throws StartRefused when the data is newer than this program or damaged. */
export async function openRegistry(store: DocumentStore): Promise<Registry> {
  const documents = await upgradeStore(store);
  const instances = openCollection('instance', InstanceRecord, store, documents);
  return {
    instances,
    index: createInstanceIndex(instances),
    tokens: openCollection('token', TokenEntry, store, documents),
    sessions: openCollection('session', SessionEntry, store, documents),
    codes: openCollection('code', CodeEntry, store, documents),
    notes: openCollection('note', NoteEntry, store, documents),
    turn: createTurns(),
  };
}
