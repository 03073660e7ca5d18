/** Runs work in the order it is handed in. Items that wait side by side are committed together. */
export interface GroupQueue<Item> {
  /** Resolves when the item is committed. */
  add(item: Item): Promise<void>;
  /** Runs `work` by itself, after everything before it and before everything after it. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** What became of one item. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly error: Error };

interface Waiting<Item> {
  readonly item: Item;
  readonly settle: (outcome: Outcome) => void;
}

/** So many items are committed together at most, so that the first of them does not wait long. */
const GROUP_LIMIT = 500;

/** `commit` never rejects: it returns one outcome for each item. */
export function createGroupQueue<Item>(
  commit: (items: readonly Item[]) => Promise<readonly Outcome[]>,
): GroupQueue<Item> {
  const waiting: (Waiting<Item> | (() => Promise<void>))[] = [];
  let isRunning = false;

  const takeGroup = (): readonly Waiting<Item>[] => {
    const end = waiting.findIndex((entry) => typeof entry === 'function');
    const length = Math.min(end === -1 ? waiting.length : end, GROUP_LIMIT);
    return waiting.splice(0, length).filter((entry) => typeof entry !== 'function');
  };

  async function run(): Promise<void> {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (typeof next === 'function') {
        waiting.shift();
        await next();
        continue;
      }
      const group = takeGroup();
      const outcomes = await commit(group.map(({ item }) => item));
      group.forEach(({ settle }, index) => settle(outcomes[index] ?? { ok: true }));
    }
    isRunning = false;
  }

  function enqueue(entry: Waiting<Item> | (() => Promise<void>)): void {
    waiting.push(entry);
    if (isRunning) return;
    isRunning = true;
    // Not at once: what is asked for in the same moment joins the group.
    queueMicrotask(() => void run());
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        enqueue({ item, settle: (outcome) => (outcome.ok ? resolve() : reject(outcome.error)) });
      }),
    alone: (work) =>
      new Promise((resolve, reject) => {
        enqueue(() => work().then(resolve, reject));
      }),
  };
}
