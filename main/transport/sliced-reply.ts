import { setImmediate } from 'node:timers/promises';
import type { ListSlice } from '#shared/bridge.ts';
import { throwIfAborted } from '#shared/contract/cancelled.ts';
import type { Reply } from '#shared/errors/reply.ts';

/** How many items go at once: the channel clones them in one step, which takes a millisecond or two. */
const TEXTS = 4000;
const OBJECTS = 500;
/** How deep a list may lie in the objects of a value. */
const DEEPEST = 4;

/**
 * Sends the long lists of a reply slice by slice, with others having their turn in between, and returns the reply with these lists empty. The channel
 * clones what it carries in the same turn: a long answer in one piece would hold the main process for as long as it is.
 */
export async function sendLongLists(
  reply: Reply,
  send: (slice: ListSlice) => void,
  signal: AbortSignal,
): Promise<Reply> {
  if (!reply.ok) return reply;
  const lists: LongList[] = [];
  const value = withoutLongLists(reply.value, [], lists);
  if (lists.length === 0) return reply;
  for (const { path, items } of lists) {
    const step = stepOf(items);
    for (let from = 0; from < items.length; from += step) {
      await setImmediate();
      throwIfAborted(signal);
      send({ path, items: items.slice(from, from + step) });
    }
  }
  await setImmediate();
  return { ok: true, value };
}

interface LongList {
  readonly path: readonly string[];
  readonly items: readonly unknown[];
}

function withoutLongLists(value: unknown, path: readonly string[], lists: LongList[]): unknown {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    if (items.length <= stepOf(items)) return items;
    lists.push({ path, items });
    return [];
  }
  if (typeof value !== 'object' || value === null || path.length === DEEPEST) return value;
  const before = lists.length;
  const fields = Object.entries(value).map(([name, field]: [string, unknown]) => [
    name,
    typeof field === 'object' ? withoutLongLists(field, [...path, name], lists) : field,
  ]);
  return lists.length === before ? value : Object.fromEntries(fields);
}

function stepOf(items: readonly unknown[]): number {
  return typeof items[0] === 'object' ? OBJECTS : TEXTS;
}
