import { randomInt } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FieldKey } from './field-key.ts';
import { createFieldLog, type FieldEvent, type FieldLog } from './field-log.ts';
import { createInterference, type Hold } from './interference.ts';
import type { KdbCommand, Machine } from './machine.ts';
import { createProcessLife, type ProcessLife } from './process-life.ts';
import { serveField, type FieldServer } from './serve.ts';
import { createSessions, type SessionReport, type Sessions } from './sessions.ts';
import { openStorage, type Storage } from './storage.ts';

export interface FieldElektradOptions {
  /** 0: a free one. */
  readonly port?: number;
  /** Where the storage files are; without it a folder that `stop` removes. */
  readonly directory?: string;
  /** Besides the roots of the namespaces. */
  readonly mountPoints?: readonly string[];
  /** Put into the database before anything listens, when it is empty. */
  readonly keys?: readonly FieldKey[];
  /** The share of writes that meet a `kdb` command just then and are refused with C01100: 0 to 1. In the field 0.01 to 0.06 while one runs. */
  readonly conflictShare?: number;
  /** How often each write serialises its whole file. */
  readonly writeCost?: number;
  /** Simultaneous new keys of different sessions that the process survives; by chance 4 to 19 in the field. */
  readonly endurance?: number;
  /** From 0 to 1, for conflicts. */
  readonly random?: () => number;
  /** Milliseconds. */
  readonly now?: () => number;
  readonly onEvent?: (event: FieldEvent) => void;
}

/** A double of the field's elektrad, listening. */
export interface FieldElektrad {
  readonly url: string;
  readonly log: FieldLog;
  /** The program beside elektrad on the same host. */
  readonly kdb: KdbCommand;
  /** The sessions in memory now. */
  sessions(): readonly SessionReport[];
  /** What is on the disk, without what libelektra says of itself. */
  stored(): readonly FieldKey[];
  /** Why the process is dead; null: it lives. */
  death(): string | null;
  /** Holds the next write when its file is written and has not taken its place. */
  holdNextWrite(): Hold;
  /** Holds the making of sessions, until `count` of them wait and the test lets them go on. */
  holdSessions(count: number): Hold;
  /** Kills the process: connections break, nothing listens. */
  kill(): Promise<void>;
  /** A new process at the same address over the same storage, after the end of the old one. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface Running {
  readonly server: FieldServer;
  readonly sessions: Sessions;
  readonly storage: Storage;
  readonly life: ProcessLife;
}

export async function createFieldElektrad(options: FieldElektradOptions = {}): Promise<FieldElektrad> {
  const { mountPoints = [], conflictShare = 0, writeCost = 1, random = Math.random, now = Date.now } = options;
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'field-elektrad-'));
  await mkdir(directory, { recursive: true });
  const log = createFieldLog(options.onEvent);
  const interference = createInterference(() => conflictShare > 0 && random() < conflictShare);
  let death: string | null = null;
  let handles = 0;
  let running = await start(options.port ?? 0);
  const { url, port } = running.server;

  async function start(at: number): Promise<Running> {
    const storage = openStorage({ directory, mountPoints, writeCost });
    if (storage.files().every(({ exists }) => !exists)) await storage.put(options.keys ?? []);
    const life = createProcessLife({
      endurance: options.endurance ?? randomInt(4, 20),
      onCrash(reason) {
        death = reason;
        log.add({ event: 'died', reason });
        void server.destroy();
      },
    });
    const machine: Machine = { storage, life, log, now, interference };
    const sessions = createSessions(machine, () => (handles += 1));
    const server = await serveField(machine, sessions, at);
    return { server, sessions, storage, life };
  }

  async function kill(): Promise<void> {
    death ??= 'killed';
    running.life.end();
    await running.server.destroy();
  }

  return {
    url,
    log,
    kdb: {
      set: (name, value, meta = {}) => running.storage.put([{ name, value, meta }]),
      remove: (name) => running.storage.remove(name),
      setDuringNextWrite: (name, value) =>
        interference.duringNextWrite(() => running.storage.put([{ name, value, meta: {} }])),
      lockDuringNextWrite: () => interference.lockDuringNextWrite(),
    },
    sessions: () => running.sessions.report(),
    stored: () => running.storage.files().flatMap(({ keys }) => keys),
    death: () => death,
    holdNextWrite: () => interference.holdNextWrite(),
    holdSessions: (count) => interference.holdSessions(count),
    kill,
    async restart() {
      await kill();
      death = null;
      running = await start(port);
    },
    async stop() {
      await kill();
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
