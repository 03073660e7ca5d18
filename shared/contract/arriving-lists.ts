import type { ListSlice } from '../bridge.ts';
import type { Reply } from '../errors/reply.ts';

/** The long lists of one reply, as they come. */
export interface ArrivingLists {
  take(slice: ListSlice): void;
  /** The reply with the lists in their places. */
  joined(reply: Reply): Reply;
}

export function createArrivingLists(): ArrivingLists {
  const lists = new Map<string, { readonly path: readonly string[]; readonly items: unknown[] }>();
  return {
    take({ path, items }) {
      const name = JSON.stringify(path);
      const known = lists.get(name) ?? { path, items: [] };
      lists.set(name, known);
      for (const item of items) known.items.push(item);
    },
    joined(reply) {
      if (!reply.ok || lists.size === 0) return reply;
      let { value } = reply;
      for (const { path, items } of lists.values()) value = withAt(value, path, items);
      return { ok: true, value };
    },
  };
}

/** What came over the bridge may be frozen, so objects and lists are made anew. */
function withAt(value: unknown, path: readonly string[], items: unknown): unknown {
  const [field, ...rest] = path;
  if (field === undefined) return items;
  if (Array.isArray(value))
    return value.map((item: unknown, at) => (String(at) === field ? withAt(item, rest, items) : item));
  const object = typeof value === 'object' && value !== null ? value : {};
  const inside: unknown = Object.entries(object).find(([name]) => name === field)?.[1];
  return Object.fromEntries([...Object.entries(object), [field, withAt(inside, rest, items)]]);
}
