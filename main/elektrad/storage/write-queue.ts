import type { KeyName } from '#shared/model/key-name.ts';
import type { KeyDraft, StoredKey } from '../ports.ts';

/** What each key becomes; null: it is removed. */
export type Changes = ReadonlyMap<KeyName, StoredKey | null>;

/** What is below the queue, and is asked for one thing at a time. */
export interface Committer {
  get(name: KeyName): StoredKey | undefined;
  /** Stores all of the changes or none, synced. */
  commit(changes: Changes): Promise<void>;
  /** The same for any number of changes, without holding the event loop for long. */
  commitMany(changes: Changes): Promise<void>;
  removeSubtree(name: KeyName): Promise<void>;
  /** Called after each of them, when its promise has been passed on: time for work that nobody waits for. Never rejects. */
  settle(): Promise<void>;
}

export interface WriteQueue {
  change<T>(work: (keys: KeyDraft) => T): Promise<T>;
  changeMany(changes: Changes): Promise<void>;
  removeSubtree(name: KeyName): Promise<void>;
  /** Takes nothing more and waits for what it has taken. */
  close(): Promise<void>;
}

/** So many changes share a commit at most: running them holds the event loop for a few milliseconds. */
const GROUP_LIMIT = 128;

interface ChangeTask {
  readonly kind: 'change';
  /** Adds its changes to those of its group; returns what to do when the group is stored. */
  run(group: Map<KeyName, StoredKey | null>): () => void;
  reject(failure: unknown): void;
}

/** Has a commit for itself. */
interface LoneTask {
  readonly kind: 'alone';
  run(): Promise<void>;
}

/**
 * Changes one after another; those that wait at the same time share one commit, and so one sync. lmdb's own transaction callbacks would do the
 * same, but its prebuilt binary never calls them on Node 20.
 */
export function createWriteQueue(committer: Committer): WriteQueue {
  const waiting: (ChangeTask | LoneTask)[] = [];
  let running: Promise<void> | null = null;
  let isClosed = false;

  async function workOff(): Promise<void> {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (next.kind === 'change') await commitTogether(committer, takeChanges(waiting));
      else {
        waiting.shift();
        await next.run();
      }
      await committer.settle();
    }
    running = null;
  }

  function enqueue(task: ChangeTask | LoneTask): void {
    if (isClosed) throw new Error('The key store is closed.');
    waiting.push(task);
    running ??= workOff();
  }

  function alone(work: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      enqueue({ kind: 'alone', run: () => work().then(resolve, reject) });
    });
  }

  return {
    change: (work) =>
      new Promise((resolve, reject) => {
        const run: ChangeTask['run'] = (group) => {
          try {
            const value = runOn(group, committer, work);
            return () => resolve(value);
          } catch (failure) {
            // What it saw may not be stored yet, so its refusal waits for the group too.
            return () => reject(errorOf(failure));
          }
        };
        enqueue({ kind: 'change', run, reject: (failure) => reject(errorOf(failure)) });
      }),
    changeMany: (changes) => alone(() => committer.commitMany(changes)),
    removeSubtree: (name) => alone(() => committer.removeSubtree(name)),
    async close() {
      isClosed = true;
      await running;
    },
  };
}

async function commitTogether(committer: Committer, tasks: readonly ChangeTask[]): Promise<void> {
  const group = new Map<KeyName, StoredKey | null>();
  const settlers = tasks.map((task) => task.run(group));
  try {
    if (group.size > 0) await committer.commit(group);
  } catch (failure) {
    for (const task of tasks) task.reject(failure);
    return;
  }
  for (const settle of settlers) settle();
}

function runOn<T>(group: Map<KeyName, StoredKey | null>, committer: Committer, work: (keys: KeyDraft) => T): T {
  const own = new Map<KeyName, StoredKey | null>();
  const value = work({
    get(name) {
      const changed = own.has(name) ? own.get(name) : group.get(name);
      return changed === undefined ? committer.get(name) : (changed ?? undefined);
    },
    put: (name, key) => void own.set(name, key),
    remove: (name) => void own.set(name, null),
  });
  for (const [name, key] of own) group.set(name, key);
  return value;
}

function takeChanges(waiting: (ChangeTask | LoneTask)[]): readonly ChangeTask[] {
  const tasks: ChangeTask[] = [];
  while (tasks.length < GROUP_LIMIT && waiting[0]?.kind === 'change') tasks.push(waiting.shift() as ChangeTask);
  return tasks;
}

function errorOf(failure: unknown): Error {
  return failure instanceof Error ? failure : new Error(String(failure));
}
