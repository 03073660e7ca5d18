import type { ElektradVersion } from '#shared/model/elektrad-version.ts';
import type { Credentials } from '#shared/model/credentials.ts';
import type { ConnectionOptions } from '#shared/model/instance.ts';
import type { Metadata } from '#shared/model/key.ts';
import type { Backups } from './ports/backups.ts';
import type { Sealing } from './ports/sealing.ts';
import type { Secrets } from './ports/secrets.ts';

/** Everything clusterd needs from outside. It imports no implementation of these; the composition roots pass them in. */
export interface Ports {
  readonly store: DocumentStore;
  readonly elektrads: Elektrads;
  readonly secrets: Secrets;
  readonly sealing: Sealing;
  readonly backups: Backups;
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly log: Log;
}

/** Milliseconds since 1970 UTC. */
export interface Clock {
  now(): number;
  /** Runs `work` once after that many milliseconds, unless stopped by the function returned. Never keeps a process alive. */
  after(milliseconds: number, work: () => void): () => void;
}

export interface Random {
  /** A new id for a record: 16 letters and digits, unique. */
  id(): string;
  /** A secret of 256 bits in base64url; for tokens, sessions, one-time codes. */
  secret(): string;
}

export interface Digest {
  /** A keyed hash (HMAC-SHA256, cut to 128 bits, base64url: 22 characters) that others can not recompute; the same over restarts. */
  keyed(text: string): string;
  /** SHA-256 in base64url, for secrets of full entropy. */
  ofSecret(secret: string): string;
}

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Plain JSON with an id, for example `instance/web-1`. The id is not empty; field names may be anything JSON allows. */
export interface Document {
  readonly _id: string;
  readonly [field: string]: unknown;
}

/**
 * Durable documents. Each `put` and `remove` is atomic, and has reached the disk (synced) when its promise resolves; after a rejection (ElektraError
 * STORAGE_FAILED) the store holds what it held before. Calls take effect in the order they are made. What goes in and comes out is a copy.
 */
export interface DocumentStore {
  /** All documents, in no particular order. */
  all(): Promise<readonly Document[]>;
  /** null: there is none of that id. */
  get(id: string): Promise<Document | null>;
  put(document: Document): Promise<void>;
  /** Removing what is not there succeeds. */
  remove(id: string): Promise<void>;
  /**
   * Puts these documents in the place of all that are there, at once: whatever happens, afterwards the store holds either all of the old ones or all
   * of the new ones. Of two documents with one id the later counts.
   */
  replaceAll(documents: readonly Document[]): Promise<void>;
  /** Waits for what was asked for. Every later call is a bug and rejects. */
  close(): Promise<void>;
}

/** How to reach one elektrad, and where its session cookie is kept so that it survives a restart of clusterd. */
export interface ElektradTarget {
  /** Connections are kept by this; a target with the same id and another host, other options or other credentials replaces the connection. */
  readonly id: string;
  /** An absolute http(s) URL without a trailing slash, a base path allowed. */
  readonly host: string;
  readonly connection: ConnectionOptions;
  /** Names the credentials: others have another name. null: it needs none. */
  readonly credentialsId: string | null;
  /** Called before a session is opened; the answer is kept as long as the connection. Rejects with ElektraError. */
  readCredentials(): Promise<Credentials>;
  /** The cookie value of the last session, or null. */
  readonly session: string | null;
  /** Called, and awaited, before the first request of a new session leaves. */
  saveSession(session: string): Promise<void>;
}

/** The value of a key: text, or something the field's elektrad cannot carry (then `value` is absent and `meta` has `binary`). */
export interface KeyReading {
  readonly name: string;
  readonly exists: boolean;
  readonly value?: string;
  readonly meta: Metadata;
}

/** A key as it is to be: its value (null: as it is), and these metakeys. */
export interface KeyContent {
  readonly name: string;
  readonly value: string | null;
  readonly meta: Metadata;
}

/** A key with the names of all its descendants and, where asked for, its children: complete, whatever the server leaves out. */
export interface SubtreeReading extends KeyReading {
  /** The key itself (if it exists) and all its descendants, in key order. */
  readonly names: readonly string[];
  readonly children?: readonly SubtreeReading[];
}

/**
 * One elektrad. Failures: INSTANCE_UNREACHABLE, INSTANCE_TIMEOUT, INSTANCE_PROTOCOL, INSTANCE_CREDENTIALS, CERTIFICATE_UNTRUSTED,
 * CERTIFICATE_CHANGED, KEY_NAME_INVALID, ELEKTRA_REJECTED, QUERY_INVALID, TOO_LARGE as ElektraError; CancelledError when the signal is aborted. Key names are canonical, or stored ones as the elektrad listed them.
 */
export interface Elektrad {
  version(signal: AbortSignal): Promise<{ readonly version: ElektradVersion; readonly latencyMs: number }>;
  /** Whether the process answers at all: an unrouted path without a session. Resolves to the latency in milliseconds. */
  alive(signal: AbortSignal): Promise<number>;
  /** One key and what is below it; `name` null: the whole database. `levels` 0: names only, 1: children with values, up to 10. */
  read(name: string | null, levels: number, signal: AbortSignal): Promise<SubtreeReading>;
  /** In the order asked for. */
  readMany(names: readonly string[], signal: AbortSignal): Promise<readonly KeyReading[]>;
  /** The same, in the order asked for, without those that are missing or that the elektrad cannot be asked for. */
  readFound(names: readonly string[], signal: AbortSignal): Promise<readonly KeyReading[]>;
  find(pattern: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Runs `work` when all earlier turns of this elektrad have ended. Everything that writes happens in a turn, checks included. */
  turn<T>(work: (turn: ElektradTurn) => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** What may be asked inside a turn by those who only plan what is to be written. */
export interface TurnReads {
  read(name: string): Promise<SubtreeReading>;
  readMany(names: readonly string[]): Promise<readonly KeyReading[]>;
}

/** What may be done inside a turn. Each write is read back before it counts: it resolves only when the value is stored. */
export interface ElektradTurn extends TurnReads {
  /** Resolves to what was read back, which may be a normal form of what was sent. `before`: what this turn has read of the key already, to save a request. */
  set(name: string, value: string, before?: KeyReading): Promise<KeyReading>;
  setMeta(name: string, metakey: string, value: string | null): Promise<void>;
  /** Throws, before anything is sent, what a write of these would end with: KEY_NAME_INVALID, VALUE_NOT_CARRIED, TOO_LARGE. */
  requireCarried(keys: readonly KeyContent[]): Promise<void>;
  /**
   * Stores values and metadata of these keys, all of them or none, where the elektrad knows how to do that in one request; resolves to what was read
   * back of each. null: it does not, and nothing was sent. Metakeys that are not given stay as they are. After a failure some of the keys may be stored,
   * if they did not fit into one request.
   */
  storeMany(keys: readonly (KeyContent & { readonly value: string })[]): Promise<readonly KeyReading[] | null>;
  /** Removes exactly these keys, descendants not included, last one first. `removed` is told how many are gone so far. */
  remove(names: readonly string[], removed?: (count: number) => void): Promise<void>;
}

/** How to reach a host that is not registered, or not in this way yet. */
export interface ProbeTarget {
  readonly host: string;
  readonly connection: ConnectionOptions;
  readonly credentials: Credentials;
}

export interface Elektrads {
  /** The kept connection to a registered instance. */
  connection(target: ElektradTarget): Elektrad;
  /** Closes and forgets the connection kept under this id. */
  forget(id: string): Promise<void>;
  /**
   * Reaches a host that is not registered. The session it has to open there is kept for the next probe, and for the instance if the host is added.
   * INVALID_INPUT: `connection.ca` holds no certificate authority.
   */
  probe(
    target: ProbeTarget,
    signal: AbortSignal,
  ): Promise<{ readonly version: ElektradVersion; readonly latencyMs: number }>;
  close(): Promise<void>;
}
