import { setImmediate } from 'node:timers/promises';
import type { ListSlice } from '#shared/bridge.ts';
import { throwIfAborted } from '#shared/contract/cancelled.ts';
import type { Reply } from '#shared/errors/reply.ts';
import { createPace, type Pace } from '../platform/pace.ts';
import { AT_ONCE, weightOf } from './weight.ts';

/** How deep a list may lie in a value, in fields and items: keys have up to ten levels of children. */
const DEEPEST = 32;

/**
 * Sends the long lists of a reply slice by slice, with others having their turn in between, and returns the reply with these lists empty. The channel
 * clones what it carries in the same turn: a long answer in one piece would hold the main process for as long as it is. A list goes ahead of the lists
 * in its items.
 */
export async function sendLongLists(
  reply: Reply,
  send: (slice: ListSlice) => void,
  signal: AbortSignal,
): Promise<Reply> {
  if (!reply.ok || weightOf(reply.value) <= AT_ONCE) return reply;
  const lists: LongList[] = [];
  const value = await withoutLongLists(reply.value, [], { lists, pace: createPace(undefined, signal) });
  if (lists.length === 0) return reply;
  for (const { path, slices } of lists) {
    for (const items of slices) {
      await setImmediate();
      throwIfAborted(signal);
      send({ path, items });
    }
  }
  await setImmediate();
  return { ok: true, value };
}

interface LongList {
  readonly path: readonly string[];
  readonly slices: (readonly unknown[])[];
}

interface Means {
  readonly lists: LongList[];
  readonly pace: Pace;
}

/** The value with its long lists empty, which are added to `lists`. */
async function withoutLongLists(value: unknown, path: readonly string[], means: Means): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value;
  if (path.length === DEEPEST || weightOf(value) <= AT_ONCE) return value;
  if (Array.isArray(value)) {
    await addList(value, path, means);
    return [];
  }
  const { lists } = means;
  const before = lists.length;
  const fields: [string, unknown][] = [];
  for (const [name, field] of Object.entries(value) as [string, unknown][]) {
    fields.push([name, await withoutLongLists(field, [...path, name], means)]);
  }
  return lists.length === before ? value : Object.fromEntries(fields);
}

async function addList(items: readonly unknown[], path: readonly string[], means: Means): Promise<void> {
  const { lists, pace } = means;
  const slices: unknown[][] = [];
  lists.push({ path, slices });
  let room = 0;
  for (const [at, item] of items.entries()) {
    if (pace.isDue()) await pace.rest();
    const own = weightOf(item);
    const light = own > AT_ONCE ? await withoutLongLists(item, [...path, String(at)], means) : item;
    const weight = light === item ? own : weightOf(light);
    if (weight > room) {
      slices.push([]);
      room = AT_ONCE;
    }
    room -= weight;
    slices.at(-1)?.push(light);
  }
}
